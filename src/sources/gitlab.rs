//! GitLab webhooks: pipelines, jobs, deployments and incidents.
//!
//! Of a pipeline, project and branch are the identity, of a job its name as well, of a deployment the
//! environment: never the number of a run. A success is the end; a cancelled or skipped run changes
//! nothing, and neither does a job that is allowed to fail. An incident is an issue of that type.
//! `object_kind` says of which kind the body is, so that the header is not needed.

use super::fields::{self, Fields};
use super::{ParseError, Place, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Signal};

pub(super) const SOURCE: Source = Source {
    name: "gitlab",
    about: "GitLab pipelines, jobs, deployments and incidents",
    docs: "docs.gitlab.com, Webhook events",
    setup: "project or group, Settings, Webhooks: this address as URL, the key as Secret token, and the \
            triggers *Pipeline events* and *Issues events* (incidents)",
    resolves: Resolves::Yes,
    proof: Proof::Token(Place::Header("X-Gitlab-Token")),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/gitlab/firing.json"),
        include_str!("../../tests/fixtures/gitlab/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    match body.word("object_kind").as_str() {
        "pipeline" => run(request, &pipeline(body)?),
        "build" => run(request, &job(body)?),
        "deployment" => run(request, &deployment(body)?),
        "issue" | "incident" | "work_item" => incident(request, body),
        "" => Err(ParseError::Missing("object_kind")),
        _ => Ok(Reading::Ignored("a kind of event that is no alert".to_owned())),
    }
}

/// Something that ran and ended in one way or another.
struct Run<'a> {
    identity: Fingerprint,
    status: String,
    /// What ran, as in `main` or `job test of main`.
    what: String,
    details: Option<String>,
    link: Option<String>,
    times: [Option<jiff::Timestamp>; 2],
    branch: Option<String>,
    environment: Option<String>,
    body: Fields<'a>,
}

fn project_id(body: Fields<'_>) -> Result<String, ParseError> {
    let id = body.first(&["project.id", "project_id", "project.path_with_namespace"]);
    id.ok_or(ParseError::Missing("project.id"))
}

fn pipeline(body: Fields<'_>) -> Result<Run<'_>, ParseError> {
    let pipeline = body.at("object_attributes");
    let branch = pipeline.text("ref").ok_or(ParseError::Missing("object_attributes.ref"))?;
    let page = || {
        let (project, id) = (body.link("project.web_url")?, pipeline.text("id")?);
        Some(format!("{project}/-/pipelines/{id}"))
    };
    Ok(Run {
        identity: Fingerprint::of(["pipeline", &project_id(body)?, &branch]),
        status: pipeline.word("status"),
        what: format!("the pipeline of {branch}"),
        details: body.first(&["commit.title", "commit.message"]),
        link: pipeline.link("url").or_else(page),
        times: ["finished_at", "created_at"].map(|path| pipeline.instant(path)),
        branch: Some(branch),
        environment: None,
        body,
    })
}

fn job(body: Fields<'_>) -> Result<Run<'_>, ParseError> {
    let name = body.text("build_name").ok_or(ParseError::Missing("build_name"))?;
    let branch = body.text("ref").unwrap_or_default();
    let page = || {
        let (project, id) = (body.link("project.web_url")?, body.text("build_id")?);
        Some(format!("{project}/-/jobs/{id}"))
    };
    let is_free = body.truth("build_allow_failure") == Some(true);
    let status = body.word("build_status");
    Ok(Run {
        identity: Fingerprint::of(["job", &project_id(body)?, &branch, &name]),
        status: if is_free && status == "failed" { "skipped".to_owned() } else { status },
        what: format!("the job {name} of {branch}"),
        details: body.text("build_failure_reason"),
        link: page(),
        times: ["build_finished_at", "build_created_at"].map(|path| body.instant(path)),
        branch: Some(branch),
        environment: body.text("environment.name"),
        body,
    })
}

fn deployment(body: Fields<'_>) -> Result<Run<'_>, ParseError> {
    let environment = body.text("environment").ok_or(ParseError::Missing("environment"))?;
    Ok(Run {
        identity: Fingerprint::of(["deployment", &project_id(body)?, &environment]),
        status: body.word("status"),
        what: format!("the deployment to {environment}"),
        details: body.text("commit_title"),
        link: body.link("deployable_url"),
        times: ["status_changed_at", "finished_at"].map(|path| body.instant(path)),
        branch: body.text("ref"),
        environment: Some(environment),
        body,
    })
}

fn run(request: &Request<'_>, run: &Run<'_>) -> Result<Reading, ParseError> {
    let signal = match run.status.as_str() {
        "failed" => Signal::Firing,
        "success" => Signal::Resolved,
        "" => return Err(ParseError::Missing("status")),
        _ => return Ok(Reading::Ignored("a run that neither failed nor succeeded".to_owned())),
    };
    let project = run.body.first(&["project.path_with_namespace", "project_name", "project.name"]);
    let has = if signal == Signal::Firing { "has failed" } else { "has succeeded" };
    let at = run.times.into_iter().flatten().next();
    Ok(request
        .alert(run.identity.clone(), signal)
        .summary(&fields::headline(project.clone(), Some(format!("{} {has}", run.what))))
        .details(run.details.clone().unwrap_or_default())
        .service(project)
        .link(run.link.clone())
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("branch", run.branch.clone()),
            ("environment", run.environment.clone()),
        ]))
        .into())
}

fn incident(request: &Request<'_>, body: Fields<'_>) -> Result<Reading, ParseError> {
    let issue = body.at("object_attributes");
    let is_incident = issue.word("type") == "incident" || issue.has("escalation_status");
    if !is_incident && body.word("object_kind") != "incident" {
        return Ok(Reading::Ignored("an issue that is no incident".to_owned()));
    }
    let id = issue.first(&["id", "iid"]).ok_or(ParseError::Missing("object_attributes.id"))?;
    let signal = match (issue.word("state").as_str(), issue.word("escalation_status").as_str()) {
        ("closed", _) | (_, "resolved") => Signal::Resolved,
        (_, "acknowledged") => Signal::Acknowledged,
        _ => Signal::Firing,
    };
    let is_over = signal == Signal::Resolved;
    Ok(request
        .alert(Fingerprint::of(["incident", &id]), signal)
        .graded(request.grade(issue.text("severity").filter(|word| word != "unknown")))
        .summary(&issue.text("title").unwrap_or_default())
        .details(issue.text("description").unwrap_or_default())
        .service(body.first(&["project.path_with_namespace", "project.name"]))
        .link(issue.link("url"))
        // One that is opened again keeps the day of its creation, which is that of an episode long over.
        .started_at(issue.instant("created_at").filter(|_| issue.word("action") != "reopen"))
        .ended_at(
            issue.instant("closed_at").or_else(|| issue.instant("updated_at")).filter(|_| is_over),
        )
        .into())
}

#[cfg(test)]
mod tests;

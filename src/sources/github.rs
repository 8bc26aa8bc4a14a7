//! GitHub: workflow runs, and the alerts of Dependabot, code scanning and secret scanning.
//!
//! The kind of event is in `X-GitHub-Event`. A workflow is one problem for each branch, whatever its
//! run, and a branch of a fork is another than one of the same name here: a success ends it, and a
//! run that was cancelled or skipped changes nothing. An alert is its number; its `state` wins.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Signature, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "github",
    about: "GitHub webhooks: workflow runs and security alerts",
    docs: "docs.github.com, webhooks, events and payloads",
    setup: "in a repository or organization, Settings, Webhooks, Add webhook: this address as \
            payload URL, a secret, and the events Workflow runs and Dependabot, Code scanning and \
            Secret scanning alerts",
    resolves: Resolves::Yes,
    proof: Proof::Signature(Signature::GitHub),
    headers: &["X-GitHub-Event"],
    parse,
    samples: Samples {
        firing: Sample::json(include_str!("../../tests/fixtures/github/firing.json"))
            .with(&[("X-GitHub-Event", "workflow_run")]),
        resolved: Some(
            Sample::json(include_str!("../../tests/fixtures/github/resolved.json"))
                .with(&[("X-GitHub-Event", "workflow_run")]),
        ),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let event = Fields::of(&content);
    match request.head.header("X-GitHub-Event").unwrap_or_default() {
        "ping" => {
            let about = "GitHub has added the webhook".to_owned();
            Ok(Reading::Handshake { about, visit: None })
        }
        "workflow_run" => of_a_run(request, event),
        "dependabot_alert" | "code_scanning_alert" | "secret_scanning_alert" => {
            of_an_alert(request, event)
        }
        "" if event.has("workflow_run") => of_a_run(request, event),
        "" if event.has("alert") => of_an_alert(request, event),
        "" => Err(ParseError::Missing("X-GitHub-Event")),
        _ => Ok(Reading::Ignored("a GitHub event that is no alert".to_owned())),
    }
}

fn of_a_run(request: &Request<'_>, event: Fields<'_>) -> Result<Reading, ParseError> {
    let run = event.at("workflow_run");
    let signal = match run.word("conclusion").as_str() {
        "success" => Signal::Resolved,
        "" | "neutral" | "cancelled" | "action_required" | "stale" | "skipped" => {
            return Ok(Reading::Ignored("a workflow run without an outcome".to_owned()));
        }
        _ => Signal::Firing,
    };
    let repository = event.text("repository.full_name");
    let workflow = event.first(&["workflow.id", "workflow_run.workflow_id", "workflow.path"]);
    let branch = run.text("head_branch");
    let from =
        run.text("head_repository.full_name").filter(|from| repository.as_ref() != Some(from));
    let identity = fields::identity([repository.clone(), workflow, branch.clone(), from])
        .ok_or(ParseError::Missing("workflow.id"))?;
    let name = event.first(&["workflow.name", "workflow_run.name", "workflow.path"]);
    let name = name.unwrap_or_else(|| "a workflow".to_owned());
    let outcome = run.text("conclusion").unwrap_or_default();
    let at = branch.map(|branch| format!(" on {branch}")).unwrap_or_default();
    let labels = [
        ("workflow", "workflow.name"),
        ("branch", "workflow_run.head_branch"),
        ("event", "workflow_run.event"),
        ("actor", "workflow_run.actor.login"),
    ];
    Ok(request
        .alert(identity, signal)
        .summary(&format!("{}: {name}{at}: {outcome}", repository.clone().unwrap_or_default()))
        .details(run.first(&["display_title", "head_commit.message"]).unwrap_or_default())
        .service(repository)
        .link(run.link("html_url"))
        .labels(event.named(&labels))
        .started_at(run.instant("run_started_at").or_else(|| run.instant("created_at")))
        .ended_at(run.instant("updated_at").filter(|_| signal == Signal::Resolved))
        .into())
}

fn of_an_alert(request: &Request<'_>, event: Fields<'_>) -> Result<Reading, ParseError> {
    let alert = event.at("alert");
    let kind = request.head.header("X-GitHub-Event").unwrap_or_default();
    let number = alert.text("number").ok_or(ParseError::Missing("alert.number"))?;
    let repository = event.text("repository.full_name");
    let identity = fields::identity([repository.clone(), Some(kind.to_owned()), Some(number)]);
    let identity = identity.ok_or(ParseError::Missing("alert.number"))?;
    let action = event.word("action");
    let is_over = matches!(
        alert.word("state").as_str(),
        "fixed" | "dismissed" | "auto_dismissed" | "resolved" | "closed"
    );
    let is_new = action == "created";
    let is_back = action.contains("reopened") || action == "reintroduced";
    if !is_over && !is_new && !is_back && action != "publicly_leaked" {
        return Ok(Reading::Ignored("an alert that stays as it is".to_owned()));
    }
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    // What is back has begun anew, though it keeps the day on which it was found first.
    let ends = ["fixed_at", "dismissed_at", "auto_dismissed_at", "resolved_at", "updated_at"];
    let ended_at = ends.iter().find_map(|end| alert.instant(end)).filter(|_| is_over);
    let began = if is_new { alert.instant("created_at") } else { alert.instant("updated_at") };
    let grades = [
        "security_advisory.severity",
        "security_vulnerability.severity",
        "rule.security_severity_level",
        "rule.severity",
    ];
    let note = |word: &str| (word == "note").then_some(Severity::Info);
    let summaries = [
        "security_advisory.summary",
        "rule.description",
        "secret_type_display_name",
        "secret_type",
    ];
    let labels = [
        ("package", "alert.dependency.package.name"),
        ("advisory", "alert.security_advisory.ghsa_id"),
        ("rule", "alert.rule.id"),
    ];
    Ok(request
        .alert(identity, signal)
        .graded(request.grade_by(alert.first(&grades), note))
        .summary(&alert.first(&summaries).unwrap_or_default())
        .details(
            alert
                .first(&["security_advisory.description", "rule.full_description"])
                .unwrap_or_default(),
        )
        .service(repository)
        .link(alert.link("html_url"))
        .labels(event.named(&labels))
        .started_at(ended_at.or(began))
        .ended_at(ended_at)
        .into())
}

//! Amazon SNS, and in it the alarms of `CloudWatch`.
//!
//! An alarm is JSON in the text `Message`, or the whole body with raw delivery. Its identity is its
//! ARN, or account, region and name where there is none. `OK` is over; `ALARM` is not, and neither is
//! `INSUFFICIENT_DATA`, which is sent only where somebody asked for it. A topic that carries plain
//! text is heard too, without an end.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Signature, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "aws-sns-cloudwatch",
    about: "Amazon SNS with alarms of CloudWatch, or with plain text",
    docs: "docs.aws.amazon.com, Amazon SNS, parsing HTTP/HTTPS message formats",
    setup: "subscribe this address to the alarms' SNS topic by the protocol HTTPS",
    resolves: Resolves::Some,
    proof: Proof::Signature(Signature::Sns),
    headers: &[],
    parse,
    samples: Samples {
        firing: message(include_str!("../../tests/fixtures/aws-sns-cloudwatch/firing.json")),
        resolved: Some(message(include_str!(
            "../../tests/fixtures/aws-sns-cloudwatch/resolved.json"
        ))),
    },
};

/// SNS calls its JSON plain text.
const fn message(body: &'static str) -> Sample {
    Sample { content_type: "text/plain; charset=UTF-8", ..Sample::json(body) }
}

/// The dimensions of a metric that say which thing it is about.
const THINGS: [&str; 8] = [
    "InstanceId",
    "DBInstanceIdentifier",
    "LoadBalancer",
    "FunctionName",
    "QueueName",
    "BucketName",
    "TableName",
    "ClusterName",
];

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let message = Fields::of(&content);
    match message.word("Type").as_str() {
        "subscriptionconfirmation" => {
            return Ok(Reading::Handshake {
                about: "Amazon SNS asks for its subscription to be confirmed".to_owned(),
                visit: message.text("SubscribeURL").filter(|address| is_amazons(address)),
            });
        }
        "unsubscribeconfirmation" => {
            // What it links to would subscribe again.
            let about = "Amazon SNS has ended its subscription".to_owned();
            return Ok(Reading::Handshake { about, visit: None });
        }
        _ => {}
    }
    let inner = message.embedded("Message");
    // Of a message that is signed, only its own fields are.
    let is_bare = message.has("AlarmName") && !message.has("Signature");
    let alarm = if is_bare { message } else { Fields::of(&inner) };
    if alarm.has("AlarmName") || alarm.has("AlarmArn") {
        return read(request, message, alarm);
    }
    if inner.is_object() || inner.is_array() {
        return Ok(Reading::Ignored("an SNS message that is no alarm".to_owned()));
    }
    told(request, message)
}

fn read(
    request: &Request<'_>,
    message: Fields<'_>,
    alarm: Fields<'_>,
) -> Result<Reading, ParseError> {
    let name = alarm.text("AlarmName");
    let parts = [alarm.text("AWSAccountId"), alarm.text("Region"), name.clone()];
    let identity = fields::identity([alarm.text("AlarmArn")])
        .or_else(|| fields::identity(parts))
        .ok_or(ParseError::Missing("AlarmName"))?;
    let is_over = alarm.word("NewStateValue") == "ok";
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let at = alarm.instant("StateChangeTime").or_else(|| message.instant("Timestamp"));
    let said = [name, alarm.text("AlarmDescription")];
    let dimension = |wanted: &&str| {
        let mut all = alarm.items("Trigger.Dimensions");
        all.find(|one| one.text("name").as_deref() == Some(*wanted))?.text("value")
    };
    let labels =
        [("account", "AWSAccountId"), ("region", "Region"), ("metric", "Trigger.MetricName")];
    Ok(request
        .alert(identity, signal)
        .summary(&said.into_iter().flatten().collect::<Vec<_>>().join(": "))
        .details(alarm.text("NewStateReason").unwrap_or_default())
        .origin(THINGS.iter().find_map(dimension))
        .service(alarm.text("Trigger.Namespace"))
        .labels(alarm.named(&labels))
        .started_at(at)
        .ended_at(at.filter(|_| is_over))
        .into())
}

/// A message of plain text, which somebody has sent to the topic.
fn told(request: &Request<'_>, message: Fields<'_>) -> Result<Reading, ParseError> {
    let text = message.text("Message").ok_or(ParseError::Missing("Message"))?;
    let summary = message.text("Subject").unwrap_or_else(|| text.clone());
    let topic = message.text("TopicArn");
    let identity = fields::identity([topic.clone(), Some(summary.clone())]);
    let identity = identity.ok_or(ParseError::Missing("Message"))?;
    Ok(request
        .alert(identity, Signal::Firing)
        .summary(&summary)
        .details(text)
        .service(topic.and_then(|arn| Some(arn.rsplit_once(':')?.1.to_owned())))
        .started_at(message.instant("Timestamp"))
        .into())
}

/// Whether the address is one of SNS itself: `https://sns.REGION.amazonaws.com/…`, and nothing that
/// only looks like it. Nothing else may be visited because a request says so.
#[must_use]
pub fn is_amazons(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let region = host.strip_prefix("sns.").and_then(|it| it.strip_suffix(".amazonaws.com"));
    region.is_some_and(|region| {
        // A bucket of S3 that is called `sns` has such an address, and is somebody's.
        !region.is_empty()
            && !region.starts_with("s3")
            && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    })
}

//! Texts with places to fill in, in the manner of Jinja; the one place where they are made.
//!
//! Filling one in ends soon and stays small, whatever stands in the values: they come from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use minijinja::value::{Object, Serde, ValueKind};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
    escape_formatter,
};
use serde_json::Value as Json;

/// How many steps one filling may take, unless it is said.
const STEPS: u64 = 100_000;

/// How long what comes out may be, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// Whether the text has anything to fill in or to decide.
#[must_use]
pub fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// The names that a template asks for.
///
/// # Errors
///
/// Says in one sentence what is wrong with it.
pub fn names(template: &str) -> Result<BTreeSet<String>, String> {
    let environment = environment(STEPS);
    let compiled = environment.template_from_str(template).map_err(|error| in_words(&error))?;
    Ok(compiled.undeclared_variables(false).into_iter().collect())
}

/// Whether a template can be made, whatever the values: what it asks of them is not looked at.
///
/// # Errors
///
/// Says in one sentence what is wrong with it.
pub fn check(template: &str) -> Result<(), String> {
    let environment = environment(STEPS);
    let compiled = environment.template_from_str(template).map_err(|error| in_words(&error))?;
    // A filter that does not exist is only missed when it is asked for.
    match compiled.render_captured_to((), io::sink()) {
        Err(error) if is_unknown(error.kind()) => Err(in_words(&error)),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn is_unknown(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction)
}

/// One template, filled in once.
///
/// # Errors
///
/// Says in one sentence what is wrong with it, or that it takes too long or comes to too much.
pub fn filled(template: &str, values: &Values) -> Result<String, String> {
    let environment = environment(STEPS);
    let compiled = environment.template_from_str(template).map_err(|error| in_words(&error))?;
    fill(&compiled, values)
}

/// What a template may name.
#[derive(Clone, Debug)]
pub struct Values(Value);

impl Values {
    /// The fields of that.
    #[must_use]
    pub fn of(fields: &Json) -> Self {
        Self(Value::from(Serde(fields)))
    }

    /// The fields of that, and those others where it has none of that name.
    #[must_use]
    pub fn over(&self, others: BTreeMap<&'static str, Values>) -> Self {
        Self(Value::from_object(Layers { fields: self.0.clone(), others }))
    }
}

#[derive(Debug)]
struct Layers {
    fields: Value,
    others: BTreeMap<&'static str, Values>,
}

impl Object for Layers {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let own = self.fields.get_item(key).ok().filter(|value| !value.is_undefined());
        own.or_else(|| self.others.get(key.as_str()?).map(|values| values.0.clone()))
    }
}

/// Templates that are made once and filled in many times.
pub struct Templates<'a> {
    environment: Environment<'a>,
}

impl<'a> Templates<'a> {
    /// None yet; each filling may take so many steps.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Self { environment: environment(steps) }
    }

    /// Makes one.
    ///
    /// # Errors
    ///
    /// Says in one sentence what is wrong with it.
    pub fn add(&mut self, template: &'a str) -> Result<(), String> {
        self.environment.add_template(template, template).map_err(|error| in_words(&error))
    }

    /// Fills in one that was made.
    ///
    /// # Errors
    ///
    /// Says in one sentence why nothing comes out.
    pub fn fill(&self, template: &str, values: &Values) -> Result<String, String> {
        let compiled = self.environment.get_template(template).map_err(|error| in_words(&error))?;
        fill(&compiled, values)
    }
}

fn environment<'a>(steps: u64) -> Environment<'a> {
    let mut environment = Environment::new();
    // Whoever writes the template knows what it makes; `tojson` and `urlencode` are there to ask for.
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    // What is missing must not cost the page.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_formatter(format);
    environment.set_fuel(Some(steps));
    environment
}

/// Truths as JSON writes them, and nothing for nothing.
fn format(output: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    match bool::try_from(value.clone()) {
        Ok(truth) if value.kind() == ValueKind::Bool => {
            Ok(output.write_str(if truth { "true" } else { "false" })?)
        }
        _ => escape_formatter(output, state, value),
    }
}

fn fill(template: &minijinja::Template<'_, '_>, values: &Values) -> Result<String, String> {
    let mut bounded = Bounded::default();
    let done = template.render_captured_to(values.0.clone(), &mut bounded).map(drop);
    if bounded.is_full {
        return Err(format!("it comes to more than {} KiB", LONGEST / 1024));
    }
    done.map_err(|error| in_words(&error))?;
    String::from_utf8(bounded.bytes).map_err(|_| "what comes out is no text".to_owned())
}

/// Takes as much as may come out.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > LONGEST {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn in_words(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::OutOfFuel => "it takes too many steps".to_owned(),
        kind => error.detail().map_or_else(|| kind.to_string(), str::to_owned),
    };
    match error.line() {
        Some(line) if line > 1 => format!("{what}, in line {line} of it"),
        _ => what,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fill(template: &str, values: &Json) -> Result<String, String> {
        filled(template, &Values::of(values))
    }

    #[test]
    fn values_are_written_as_json_writes_them_and_what_is_missing_is_empty() {
        let values = json!({"n": 9_007_199_254_740_993_u64, "t": true, "no": null, "s": "<a>"});
        for (template, expected) in [
            ("{{ n }}", "9007199254740993"),
            ("{{ t }} {{ n == 1 }}", "true false"),
            ("[{{ no }}{{ nothing }}{{ nothing.at.all }}]", "[]"),
            ("{{ s }}", "<a>"),
            ("{% if t %}yes{% endif %}", "yes"),
        ] {
            assert_eq!(fill(template, &values).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn what_is_wrong_with_one_is_said_in_a_sentence() {
        for template in ["{{", "{{ a", "{% if %}", "{{ a | nothing }}", "{% endfor %}", "{{ f() }}"]
        {
            let why = check(template).unwrap_err();
            assert!(!why.is_empty() && !why.contains('\n'), "{template}: {why}");
        }
        for template in ["{{ a.b.c }}", "{{ a | round }}", "{{ a.b() }}", "{{ a + 1 }}"] {
            assert_eq!(check(template), Ok(()), "{template}: it may be right for some body");
        }
        let named: Vec<String> =
            names("{{ b }}{% for x in a %}{{ x }}{% endfor %}").unwrap().into_iter().collect();
        assert_eq!(named, ["a", "b"]);
    }

    #[test]
    fn one_that_goes_on_for_too_long_is_given_up() {
        let forever =
            "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
        assert_eq!(fill(forever, &json!({})), Err("it takes too many steps".to_owned()));
    }

    #[test]
    fn one_that_comes_to_too_much_is_given_up() {
        let long = json!({"s": "x".repeat(LONGEST / 2)});
        assert_eq!(fill("{{ s }}{{ s }}", &long).map(|text| text.len()), Ok(LONGEST));
        let why = Err("it comes to more than 64 KiB".to_owned());
        assert_eq!(fill("{{ s }}{{ s }}!", &long), why);
        assert!(fill("{{ 'x' * n }}", &json!({"n": 1_000_000_000_000_u64})).is_err());
        assert!(fill("{{ 'x\\ny' | indent(n) }}", &json!({"n": 1_000_000_000_u64})).is_err());
    }

    #[test]
    fn own_fields_come_before_the_others() {
        let body = Values::of(&json!({"a": 1}));
        let values = Values::of(&json!({"a": 2, "b": null})).over(BTreeMap::from([
            ("body", body.clone()),
            ("b", body.clone()),
            ("a", body),
        ]));
        assert_eq!(filled("{{ a }} {{ body.a }} [{{ b }}]", &values).as_deref(), Ok("2 1 []"));
        let text =
            Values::of(&json!("x")).over(BTreeMap::from([("item", Values::of(&json!("x")))]));
        assert_eq!(filled("{{ item }}{{ a }}", &text).as_deref(), Ok("x"));
    }
}

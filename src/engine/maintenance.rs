//! Maintenance: announced, begun and ended as the rules say; what it holds is held and let go.

use jiff::SignedDuration;

use super::Engine;
use crate::domain::alert::one_line;
use crate::domain::incident::called::called_first;
use crate::domain::incident::{HeldUntil, Hold};
use crate::domain::label::Labels;
use crate::domain::nines::Span;
use crate::domain::quiet::maintenance::Maintenance;
use crate::domain::record::timeline::{Event, QuietEvent};
use crate::domain::wait::spell;
use crate::store::{OpenMaintenance, Result};

/// How much later than planned it may be noticed that it has begun, and still count from then: what was
/// written into the file only afterwards excuses nothing that has been.
const PROMPT: SignedDuration = SignedDuration::from_mins(1);

impl Engine<'_> {
    /// Which maintenance is under way by the rules, by its place in them.
    pub(super) fn maintained(&self) -> &[(usize, Span)] {
        self.maintained.get_or_init(|| {
            let all = self.cx.rules.maintenance.iter().enumerate();
            all.filter_map(|(place, it)| Some((place, it.under_way(self.now)?))).collect()
        })
    }

    /// Whether none is.
    pub(super) fn is_nothing_maintained(&self) -> bool {
        self.maintained().is_empty()
    }

    /// The maintenance that holds an alert of that source with these labels: the one that ends last.
    pub(super) fn maintenance_for(&self, source: &str, labels: &Labels) -> Option<HeldUntil> {
        let all = self.maintained().iter();
        let known =
            all.filter_map(|(place, span)| Some((self.cx.rules.maintenance.get(*place)?, span.to)));
        let holding = known.filter(|(it, _)| it.about.covers(source, labels));
        let last = holding.max_by_key(|(it, until)| (*until, &it.name));
        last.map(|(it, until)| HeldUntil { by: Hold::Maintenance(it.name.clone()), until })
    }

    /// Brings what is on record to what the rules say.
    pub(super) fn attend_maintenance(&self) -> Result<()> {
        let open = self.tx.open_maintenance()?;
        if open.is_empty() && self.cx.rules.maintenance.is_empty() {
            return Ok(());
        }
        for row in &open {
            self.compare(row)?;
        }
        for planned in &self.cx.rules.maintenance {
            let known = |span: Span| {
                open.iter().find(|row| row.name == planned.name && row.planned.from == span.from)
            };
            if let Some(span) = planned.under_way(self.now) {
                match known(span) {
                    Some(OpenMaintenance { begun_at: Some(_), .. }) => {}
                    Some(row) => self.begin(row.id, planned, span)?,
                    None => self.begin(self.tx.new_maintenance(planned, span)?, planned, span)?,
                }
            }
            let next = planned.next_after(self.now).filter(|span| known(*span).is_none());
            let told_at = |span: &Span| span.from.checked_sub(planned.announce).ok();
            if let Some(span) = next.filter(|span| told_at(span).is_some_and(|at| at <= self.now)) {
                self.tx.new_maintenance(planned, span)?;
                self.announce(planned, span)?;
            }
        }
        Ok(())
    }

    /// What was announced and is planned no longer is forgotten, what is over or planned no longer ends,
    /// and what has another end by now is held until that.
    fn compare(&self, row: &OpenMaintenance) -> Result<()> {
        let mut rules = self.cx.rules.maintenance.iter();
        let planned = rules.find(|it| it.name == row.name);
        let span = planned.and_then(|it| it.beginning_at(row.planned.from));
        let lasts = span.filter(|span| span.to > self.now);
        match (lasts, row.begun_at) {
            (None, None) => return self.tx.drop_maintenance(row.id),
            (Some(span), _) if span.to == row.planned.to => return Ok(()),
            (Some(span), None) => return self.tx.change_maintenance(row.id, span.to),
            (Some(span), Some(_)) => {
                self.tx.change_maintenance(row.id, span.to)?;
                let left = span.to.duration_since(self.now);
                self.put_on_record(Event::Quieted(QuietEvent::Moved(row.name.clone(), left)))?;
            }
            // It may have been over for a while before anybody decides again.
            (None, Some(_)) => self.end_of(row, span.unwrap_or(row.planned))?,
        }
        self.reconsider_quiet(self.tx.maintained_incidents(&row.name)?)
    }

    fn end_of(&self, row: &OpenMaintenance, span: Span) -> Result<()> {
        self.tx.end_maintenance(row.id, span.to.min(self.now))?;
        let event = QuietEvent::Ends(row.name.clone(), row.hidden);
        self.put_on_record(Event::Quieted(event))
    }

    fn begin(&self, id: i64, planned: &Maintenance, span: Span) -> Result<()> {
        let late = self.now.duration_since(span.from);
        let begun_at = if late <= PROMPT { span.from } else { self.now };
        self.tx.begin_maintenance(id, begun_at)?;
        self.put_on_record(Event::Quieted(QuietEvent::Begins {
            name: planned.name.clone(),
            length: span.to.duration_since(begun_at),
            about: planned.about.phrase(),
            why: one_line(&planned.why),
        }))
    }

    /// Tells whoever is on call that it begins soon.
    fn announce(&self, planned: &Maintenance, span: Span) -> Result<()> {
        let wait = span.from.duration_since(self.now);
        let text = format!(
            "maintenance {} begins in {}, for {}: {}; what fires about {} is held until it is over",
            planned.name,
            spell(wait),
            spell(span.length()),
            one_line(&planned.why),
            planned.about.phrase()
        );
        self.tell_quietly(called_first(self.cx.rules, self.now), &text, wait)
    }
}

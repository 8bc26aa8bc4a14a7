//! Moving about: which row is chosen, what is seen of the list, and what new data does to that.

use std::time::Duration;

use super::super::data::{Data, Order, Row};
use super::{COMMANDS, JUST_MOVED, MOVES, Mode, Model, Page};

impl Model {
    /// So many rows of the list are seen.
    pub(in crate::cli::watch) fn sees(&mut self, rows: usize) {
        self.page = rows;
        self.keep_in_view();
    }

    /// Nothing could be read, and why: what waited for it is not asked any more.
    pub(in crate::cli::watch) fn could_not(&mut self, why: String) {
        self.wants_loose = false;
        self.unread = Some(why);
    }

    /// Something was read.
    pub(in crate::cli::watch) fn took(&mut self, data: Data, at: Duration) {
        // An answer to a question that is not asked any more.
        if data.look.order != self.order || data.look.filter != self.filter {
            return;
        }
        self.unread = None;
        let before = self.chosen;
        self.cursor = self.cursor.min(data.listed.saturating_sub(1));
        let place = self.chosen.filter(|_| self.has_moved).and_then(|id| {
            data.rows.iter().position(|row| row.id == id).map(|place| place + data.look.first)
        });
        let is_read = matches!(self.mode, Mode::Whole(_)) && self.chosen.is_some();
        if let Some(place) = place {
            self.cursor = place;
        } else if !is_read {
            let at_cursor = self.cursor.checked_sub(data.look.first);
            self.chosen = at_cursor.and_then(|at| data.rows.get(at)).map(|row| row.id);
        }
        if before.is_some() && self.chosen != before {
            self.moved_at = Some(at);
        }
        let loose = data.loose.clone().filter(|_| self.wants_loose);
        self.data = Some(data);
        self.keep_in_view();
        if let Some(loose) = loose {
            self.ask_for_all(&loose, at);
        }
    }

    /// A text that is shown is seen to its end from that line on: nobody gets further.
    pub(in crate::cli::watch) fn ends_at(&mut self, last: usize) {
        if let Mode::Whole(top) | Mode::Text(Page { top, .. }) = &mut self.mode {
            *top = (*top).min(last);
        }
    }

    /// The row that is chosen.
    pub(in crate::cli::watch) fn row(&self) -> Option<&Row> {
        let (data, chosen) = (self.data.as_ref()?, self.chosen?);
        data.rows
            .iter()
            .find(|row| row.id == chosen)
            .or_else(|| data.detail.as_ref().map(|detail| &detail.row).filter(|it| it.id == chosen))
    }

    /// The row at that place of the list, as far as it was read.
    pub(in crate::cli::watch) fn row_at(&self, place: usize) -> Option<&Row> {
        let data = self.data.as_ref()?;
        data.rows.get(place.checked_sub(data.look.first)?)
    }

    /// How many there are in the list.
    pub(in crate::cli::watch) fn listed(&self) -> usize {
        self.data.as_ref().map_or(0, |data| data.listed)
    }

    /// Whether what is chosen has just taken the place of another by itself.
    pub(super) fn has_just_moved(&self, at: Duration) -> bool {
        self.moved_at.is_some_and(|moved| at < moved + JUST_MOVED)
    }

    pub(super) fn leap(&self) -> usize {
        self.page.saturating_sub(1).max(1)
    }

    pub(super) fn down(&mut self, lines: usize) {
        match &mut self.mode {
            Mode::Whole(top) | Mode::Text(Page { top, .. }) => *top = top.saturating_add(lines),
            _ => {
                let last = self.listed().saturating_sub(1);
                self.choose(self.cursor.saturating_add(lines).min(last));
            }
        }
    }

    pub(super) fn up(&mut self, lines: usize) {
        match &mut self.mode {
            Mode::Whole(top) | Mode::Text(Page { top, .. }) => *top = top.saturating_sub(lines),
            _ => self.choose(self.cursor.saturating_sub(lines)),
        }
    }

    pub(super) fn back_to_top(&mut self) {
        self.up(usize::MAX);
        // Whoever is at the top again sees what comes first.
        if self.mode == Mode::List {
            self.has_moved = false;
        }
    }

    fn choose(&mut self, place: usize) {
        self.has_moved = true;
        self.moved_at = None;
        self.cursor = place;
        self.chosen = self.row_at(place).map(|row| row.id);
        self.keep_in_view();
    }

    fn keep_in_view(&mut self) {
        let page = self.page.max(1);
        self.top = self.top.clamp((self.cursor + 1).saturating_sub(page), self.cursor);
        // No room is left empty while there is something above.
        self.top = self.top.min(self.listed().saturating_sub(page));
    }

    /// Shows everything about what is chosen, or goes back.
    pub(super) fn open(&mut self) {
        self.mode = match self.mode {
            Mode::List if self.chosen.is_some() => {
                // What is read does not change under whoever reads it.
                self.has_moved = true;
                Mode::Whole(0)
            }
            _ => Mode::List,
        };
    }

    pub(super) fn leave(&mut self) {
        if self.mode == Mode::List && !self.filter.is_empty() {
            self.filter.clear();
            self.back_to_start();
        }
        // What was looked at may have left the list meanwhile: what is marked there is chosen, and nothing else.
        let is_listed =
            |id| self.data.as_ref().is_some_and(|data| data.rows.iter().any(|row| row.id == id));
        if !self.chosen.is_some_and(is_listed) {
            self.chosen = self.row_at(self.cursor).map(|row| row.id);
        }
        self.mode = Mode::List;
    }

    /// The list is another one.
    pub(super) fn back_to_start(&mut self) {
        (self.cursor, self.top, self.chosen, self.has_moved) = (0, 0, None, false);
    }

    pub(super) fn next_order(&mut self) {
        self.order = match self.order {
            Order::Grave => Order::Newest,
            Order::Newest => Order::Due,
            Order::Due => Order::Grave,
        };
        self.back_to_start();
        self.tell(self.order.words(), false);
    }

    pub(super) fn help(&mut self) {
        let moves = MOVES.iter().map(|(keys, does)| format!("  {keys:<13}  {does}"));
        let commands = COMMANDS.iter().map(|it| format!("  {:<5}  {}", it.key, it.does));
        let mut lines: Vec<String> = commands.collect();
        lines.push(String::new());
        lines.extend(moves);
        lines.push(String::new());
        lines.extend(
            [
                "  A key that changes anything counts only if it stands alone for a moment: words",
                "  that were meant for another window do nothing, and neither does a paste.",
                "  Every key is a command that can be typed as well: `wail ack 412`.",
            ]
            .map(str::to_owned),
        );
        self.mode = Mode::Text(Page { title: "keys".to_owned(), lines, top: 0 });
    }
}

impl Order {
    /// The order in words.
    pub(in crate::cli::watch) fn words(self) -> &'static str {
        match self {
            Self::Grave => "in order: what nobody has, the gravest first",
            Self::Newest => "in order: the newest first",
            Self::Due => "in order: what is due first",
        }
    }
}

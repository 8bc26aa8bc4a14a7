//! Screens as a terminal shows them, one after the other, as a picture that moves without any script.

use std::collections::HashMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

/// How large a letter is, and where it stands in its line.
const WIDE: usize = 8;
const HIGH: usize = 18;
const BASE: usize = 13;

/// What is left free around the screen.
const MARGIN: usize = 12;

/// One screen, and for how long it is seen.
pub(super) struct Frame {
    /// What a terminal shows, with the codes that colour it.
    pub(super) screen: String,
    /// What happens here, in a sentence.
    pub(super) says: &'static str,
    pub(super) seconds: usize,
}

/// How a letter looks.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    ink: Option<usize>,
    ground: Option<usize>,
    is_bold: bool,
    is_dim: bool,
    is_reversed: bool,
}

/// Letters that look alike, side by side.
struct Run {
    column: usize,
    wide: usize,
    text: String,
    look: Look,
}

/// The picture. Where nothing may move, the frame of that place is shown.
pub(super) fn picture(frames: &[Frame], columns: usize, still: usize) -> String {
    let rows = frames.iter().map(|frame| frame.screen.lines().count()).max().unwrap_or_default();
    let (wide, high) = (columns * WIDE + 2 * MARGIN, (rows + 2) * HIGH + 2 * MARGIN);
    let (mut lines, mut numbers, mut seen) = (String::new(), HashMap::new(), String::new());
    for (place, frame) in frames.iter().enumerate() {
        let _ = write!(seen, "<g class=\"s s{place}\">");
        for (row, runs) in runs(&frame.screen).iter().enumerate() {
            let drawn: String = runs.iter().map(drawn).collect();
            if drawn.is_empty() {
                continue;
            }
            let next = numbers.len();
            let number = *numbers.entry(drawn).or_insert_with_key(|drawn| {
                let _ = writeln!(lines, "<g id=\"l{next}\">{drawn}</g>");
                next
            });
            let _ = write!(seen, "<use href=\"#l{number}\" y=\"{}\"/>", row * HIGH);
        }
        let y = (rows + 1) * HIGH + BASE;
        let _ = writeln!(seen, "<text class=\"c\" y=\"{y}\">{}</text></g>", escaped(frame.says));
    }
    let told: Vec<&str> = frames.iter().map(|frame| frame.says).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" \
         height=\"{high}\" role=\"img\" aria-labelledby=\"t d\">\n\
         <title id=\"t\">wail watch in a terminal</title>\n<desc id=\"d\">{}</desc>\n\
         <style>\n{}{}</style>\n<defs>\n{lines}</defs>\n\
         <rect class=\"g\" width=\"{wide}\" height=\"{high}\" rx=\"8\"/>\n\
         <g transform=\"translate({MARGIN} {MARGIN})\">\n{seen}</g>\n</svg>\n",
        escaped(&told.join(" ")),
        COLOURS,
        motion(frames, still),
    )
}

/// Each colour of a terminal by its number, on a light ground and on a dark one.
const COLOURS: &str = "\
text{font:13.3px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre;fill:var(--f)}
svg{--g:#fff;--f:#1f2328;--1:#b42318;--2:#1a7f37;--3:#7d5a00;--4:#0550ae;--5:#8250df;--6:#0b6b7f;--w:#fff}
@media (prefers-color-scheme:dark){svg{--g:#12151a;--f:#d7dce2;--1:#ff7b72;--2:#7bd88f;--3:#e6c35c;--4:#79b8ff;--5:#d2a8ff;--6:#5ccfe6;--w:#fff}}
.g{fill:var(--g);stroke:#8888;stroke-width:1}
.f1{fill:var(--1)}.f2{fill:var(--2)}.f3{fill:var(--3)}.f4{fill:var(--4)}.f5{fill:var(--5)}.f6{fill:var(--6)}.f15{fill:var(--w)}
.a{fill:#b3261e}.r{fill:var(--f)}.i{fill:var(--g)}.B{font-weight:bold}.D{opacity:.65}.c{font-style:italic}
";

/// When which frame is seen: steps only, and none where motion is not wanted.
fn motion(frames: &[Frame], still: usize) -> String {
    let all: usize = frames.iter().map(|frame| frame.seconds).sum();
    let mut style = format!(
        ".s{{visibility:hidden;animation:{all}s step-end infinite}}.s{still}{{visibility:visible}}\n"
    );
    let mut begun = 0;
    for (place, frame) in frames.iter().enumerate() {
        let part = |seconds: usize| {
            format!("{}.{:02}%", seconds * 100 / all, seconds * 10_000 / all % 100)
        };
        let (from, to) = (part(begun), part(begun + frame.seconds));
        let hidden = if begun == 0 { "" } else { "0%{visibility:hidden}" };
        let _ = writeln!(
            style,
            ".s{place}{{animation-name:k{place}}}@keyframes k{place}{{{hidden}{from}{{visibility:visible}}{to}{{visibility:hidden}}}}"
        );
        begun += frame.seconds;
    }
    style + "@media (prefers-reduced-motion:reduce){.s{animation:none}}\n"
}

fn drawn(run: &Run) -> String {
    let Run { column, wide, text, look } = run;
    let (x, wide) = (column * WIDE, wide * WIDE);
    let (ink, ground) = look.classes();
    let mut drawn = String::new();
    if let Some(ground) = ground {
        let _ = write!(
            drawn,
            "<rect class=\"{ground}\" x=\"{x}\" width=\"{wide}\" height=\"{HIGH}\"/>"
        );
    }
    if !text.trim().is_empty() {
        let class = if ink.is_empty() { String::new() } else { format!(" class=\"{ink}\"") };
        let _ = write!(
            drawn,
            "<text{class} x=\"{x}\" y=\"{BASE}\" textLength=\"{wide}\">{}</text>",
            escaped(text)
        );
    }
    drawn
}

impl Look {
    /// The classes of the letters, and of what is behind them.
    fn classes(self) -> (String, Option<&'static str>) {
        let mut ink = Vec::new();
        let ground = match (self.is_reversed, self.ground) {
            (true, _) => Some("r"),
            (false, Some(_)) => Some("a"),
            (false, None) => None,
        };
        if self.is_reversed {
            ink.push("i".to_owned());
        } else {
            ink.extend(self.ink.map(|colour| format!("f{colour}")));
        }
        ink.extend(self.is_bold.then(|| "B".to_owned()));
        ink.extend(self.is_dim.then(|| "D".to_owned()));
        (ink.join(" "), ground)
    }

    /// Obeys a code: `1;31`.
    fn obey(&mut self, code: &str) {
        for number in code.split(';').map(|number| number.parse().unwrap_or(0)) {
            match number {
                0 => *self = Self::default(),
                1 => self.is_bold = true,
                2 => self.is_dim = true,
                7 => self.is_reversed = true,
                22 => (self.is_bold, self.is_dim) = (false, false),
                27 => self.is_reversed = false,
                30..=37 => self.ink = Some(number - 30),
                39 => self.ink = None,
                40..=47 => self.ground = Some(number - 40),
                49 => self.ground = None,
                90..=97 => self.ink = Some(number - 90 + 8),
                other => panic!("the screen uses code {other}, which the picture has no look for"),
            }
        }
    }
}

/// What stands in each line, run by run.
fn runs(screen: &str) -> Vec<Vec<Run>> {
    let mut look = Look::default();
    screen.lines().map(|line| runs_of_line(line, &mut look)).collect()
}

fn runs_of_line(line: &str, look: &mut Look) -> Vec<Run> {
    let (mut runs, mut column) = (Vec::<Run>::new(), 0);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\x1b' {
            assert_eq!(letters.next(), Some('['), "a code that is no look: {line:?}");
            let code: String = letters.by_ref().take_while(|letter| *letter != 'm').collect();
            look.obey(&code);
            continue;
        }
        let wide = letter.width().unwrap_or(0);
        match runs.last_mut().filter(|run| run.look == *look) {
            Some(run) => {
                run.text.push(letter);
                run.wide += wide;
            }
            None => runs.push(Run { column, wide, text: letter.to_string(), look: *look }),
        }
        column += wide;
    }
    runs.iter_mut().for_each(trim);
    runs
}

/// Spaces at the end of a run that has no ground are not seen, and would be stretched.
fn trim(run: &mut Run) {
    if run.look.classes().1.is_none() {
        let kept = run.text.trim_end().len();
        run.wide -= run.text.len() - kept;
        run.text.truncate(kept);
        let begin = run.text.len() - run.text.trim_start().len();
        run.text.drain(..begin);
        (run.column, run.wide) = (run.column + begin, run.wide - begin);
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

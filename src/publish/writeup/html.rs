//! A write-up as one page of HTML, styles and picture in it, light and dark. Whatever comes from outside is
//! escaped.

use super::{Block, WriteUp, bounded};
use crate::publish::svg::escaped;

/// How the page looks: in light and in dark, on paper, and on a phone, where each row of a table is a card.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--ask:#fff8c5;--edge:#9a6700}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--paper:#0d1117;\
--ask:#2b2411;--edge:#d29922}}\
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem;color:var(--ink);\
background:var(--paper)}h1,h2{line-height:1.25}h2{margin-top:2rem}.wide{overflow-x:auto;margin:1rem 0}\
table{border-collapse:collapse;font-size:.9rem}th,td{text-align:left;vertical-align:top;\
padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);white-space:nowrap;font-variant-numeric:tabular-nums}\
td:last-child,td.long{white-space:normal;overflow-wrap:anywhere}em{color:var(--soft)}\
.ask{border-left:4px solid var(--edge);padding:.4rem .8rem;background:var(--ask)}.wide svg{min-width:40rem;height:auto}\
@media screen and (max-width:48rem){table,tbody,tr,td{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;\
clip-path:inset(50%)}tr{padding:.5rem 0;border-bottom:1px solid var(--line)}\
td{border:0;padding:.1rem 0;white-space:normal;overflow-wrap:anywhere}\
td::before{content:attr(data-label) \": \";color:var(--soft)}}\
@media print{body{font-size:11pt;max-width:none}tr,svg,.ask{break-inside:avoid}h2{break-after:avoid}\
.wide{overflow:visible}th,td{white-space:normal}.wide svg{min-width:0;max-width:100%}}";

pub(super) fn page(of: &WriteUp, blocks: &[Block]) -> String {
    let title = escaped(&bounded(&of.title()));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    for block in blocks {
        write(&mut page, of, block);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn line(page: &mut String, said: &str) {
    page.push_str(said);
    page.push('\n');
}

fn write(page: &mut String, of: &WriteUp, block: &Block) {
    match block {
        Block::Heading(heading) => line(page, &format!("<h2>{}</h2>", escaped(heading))),
        Block::Facts(facts) => line(page, &format!("<p>{}</p>", escaped(facts))),
        Block::List(facts) => {
            line(page, "<ul>");
            for fact in facts {
                line(page, &format!("<li>{}</li>", escaped(fact)));
            }
            line(page, "</ul>");
        }
        Block::Table(head, rows) => table(page, head, rows),
        Block::Picture => {
            let picture = of.picture();
            line(page, &format!("<div {REGION} aria-label=\"The hours\">\n{picture}</div>"));
        }
        Block::Ask(question) => {
            let question = escaped(question);
            line(page, &format!("<p class=\"ask\"><strong>To write:</strong> {question}</p>"));
        }
    }
}

/// A cell; what stands on a line of its own is said of the line before it.
fn words(cell: &str) -> String {
    let lines = cell.lines().enumerate().map(|(place, line)| match place {
        0 => escaped(line),
        _ => format!("<br><em>{}</em>", escaped(line)),
    });
    lines.collect()
}

/// What scrolls can be reached by keyboard, and has a name.
const REGION: &str = "class=\"wide\" role=\"region\" tabindex=\"0\"";

/// How many characters a column has at most whose lines are not broken.
const SHORT: usize = 24;

/// A table. It says of each part what it is: on a phone nothing of it looks like a table.
fn table(page: &mut String, head: &[&str], rows: &[Vec<String>]) {
    let name = escaped(&head.join(", "));
    line(page, &format!("<div {REGION} aria-label=\"{name}\">\n<table role=\"table\">"));
    let cells = head
        .iter()
        .map(|cell| format!("<th role=\"columnheader\" scope=\"col\">{}</th>", escaped(cell)));
    let cells = cells.collect::<Vec<_>>().concat();
    line(
        page,
        &format!(
            "<thead role=\"rowgroup\"><tr role=\"row\">{cells}</tr></thead>\n<tbody role=\"rowgroup\">"
        ),
    );
    for row in rows {
        let cells = row.iter().zip(head).map(|(cell, label)| {
            let long = if cell.chars().count() > SHORT { " class=\"long\"" } else { "" };
            let label = escaped(label);
            format!("<td role=\"cell\"{long} data-label=\"{label}\">{}</td>", words(cell))
        });
        line(page, &format!("<tr role=\"row\">{}</tr>", cells.collect::<Vec<_>>().concat()));
    }
    line(page, "</tbody>\n</table>\n</div>");
}

//! A write-up as one page of HTML, styles and picture in it, light and dark. Whatever comes from outside is
//! escaped.

use super::{Block, WriteUp, bounded};
use crate::publish::svg::escaped;

/// How the page looks: readable on a phone, in light and in dark, and on paper.
const STYLE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;\
padding:1rem;color:#1b1f24;background:#fff}h1,h2{line-height:1.25}.wide{overflow-x:auto}\
table{border-collapse:collapse;font-size:.9rem}th,td{text-align:left;vertical-align:top;\
padding:.3rem .6rem;border-bottom:1px solid #8c959f}td{overflow-wrap:anywhere}th,td:first-child{white-space:nowrap}\
.ask{border-left:4px solid #9a6700;padding:.4rem .8rem;background:#fff8c5}svg{max-width:100%;height:auto}\
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}.ask{background:#2b2411;\
border-color:#d29922}}";

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
        Block::Picture => page.push_str(&of.picture()),
        Block::Ask(question) => {
            let question = escaped(question);
            line(page, &format!("<p class=\"ask\"><strong>To write:</strong> {question}</p>"));
        }
    }
}

fn table(page: &mut String, head: &[&str], rows: &[Vec<String>]) {
    // What scrolls can be reached by keyboard, and has a name.
    let name = escaped(&head.join(", "));
    let region = "class=\"wide\" role=\"region\" tabindex=\"0\"";
    line(page, &format!("<div {region} aria-label=\"{name}\">\n<table>"));
    let cells = head.iter().map(|cell| format!("<th scope=\"col\">{}</th>", escaped(cell)));
    let cells = cells.collect::<Vec<_>>().concat();
    line(page, &format!("<thead><tr>{cells}</tr></thead>\n<tbody>"));
    for row in rows {
        let cells = row.iter().map(|cell| format!("<td>{}</td>", escaped(cell)));
        line(page, &format!("<tr>{}</tr>", cells.collect::<Vec<_>>().concat()));
    }
    line(page, "</tbody>\n</table>\n</div>");
}

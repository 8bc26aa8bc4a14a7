//! Tests of tables: what gives way, in which order, and what never does.

use super::*;
use crate::cli::Color;

fn plain() -> Out {
    Out::new(false, Color::Never, false, true)
}

fn table(width: Option<usize>) -> Table {
    let table = Table::new(&["ID", "BY", "ABOUT", "HELD", "REASON"]);
    let mut table = table.cuts(&["ABOUT"]).spares(&["HELD", "BY"]);
    table.width = width;
    let cells = |texts: [&str; 5]| texts.map(|text| (Tone::Plain, text.to_owned())).to_vec();
    table.row(cells(["7", "ana", "service=database", "12 alerts", "the disk of db1 is changed"]));
    table.row(cells(["12", "bo", "team=web", "never matched", "deploy"]));
    table
}

fn shown(width: Option<usize>) -> String {
    table(width).render(plain())
}

#[test]
fn nothing_gives_way_where_there_is_room_or_no_terminal() {
    let whole = "\
ID  BY   ABOUT             HELD           REASON
7   ana  service=database  12 alerts      the disk of db1 is changed
12  bo   team=web          never matched  deploy
";
    assert_eq!(shown(Some(80)), whole);
    assert_eq!(shown(None), whole);
}

#[test]
fn the_last_column_goes_on_below_itself_and_another_is_cut() {
    assert_eq!(
        shown(Some(64)),
        "\
ID  BY   ABOUT             HELD           REASON
7   ana  service=database  12 alerts      the disk of db1 is
                                          changed
12  bo   team=web          never matched  deploy
"
    );
    assert_eq!(
        shown(Some(58)),
        "\
ID  BY   ABOUT         HELD           REASON
7   ana  service=dat…  12 alerts      the disk of db1 is
                                      changed
12  bo   team=web      never matched  deploy
"
    );
}

#[test]
fn columns_that_matter_least_are_left_out_before_a_name_is_cut() {
    assert_eq!(
        shown(Some(45)),
        "\
ID  BY   ABOUT           REASON
7   ana  service=datab…  the disk of db1 is
                         changed
12  bo   team=web        deploy
"
    );
    assert_eq!(
        shown(Some(36)),
        "\
ID  ABOUT       REASON
7   service=d…  the disk of db1 is
                changed
12  team=web    deploy
"
    );
}

#[test]
fn where_that_is_not_enough_the_last_stands_below_and_then_all_do() {
    assert_eq!(
        shown(Some(24)),
        "\
ID  ABOUT
  REASON
7   service=database
  the disk of db1 is
  changed
12  team=web
  deploy
"
    );
    let mut jobs = Table::new(&["NAME", "LAST HEARD", "NEXT DUE"]);
    jobs.width = Some(40);
    let cell = |text: &str| (Tone::Plain, text.to_owned());
    let (heard, due) = ("2026-03-08 03:12, 240d ago", "2026-03-09 03:12, 239d ago");
    jobs.row(vec![cell("backup-of-the-database"), cell(heard), cell(due)]);
    jobs.row(vec![cell("index"), cell(""), cell("never")]);
    assert_eq!(
        jobs.render(plain()),
        "\
backup-of-the-database
  last heard  2026-03-08 03:12, 240d ago
  next due    2026-03-09 03:12, 239d ago
index
  next due    never
"
    );
}

#[test]
fn of_a_table_whose_last_column_is_left_out_the_one_before_stands_below() {
    let mut turns = Table::new(&["ROTA", "UNTIL", "BECAUSE"]).spares(&["BECAUSE"]);
    turns.width = Some(24);
    let cell = |text: &str| (Tone::Plain, text.to_owned());
    turns.row(vec![cell("platform"), cell("Mon 08:00, in 15h 57m"), cell("layer 1")]);
    let shown = turns.render(plain());
    assert_eq!(shown, "ROTA\n  UNTIL\nplatform\n  Mon 08:00, in 15h 57m\n");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 20..=100 {
        for line in shown(Some(width)).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn what_does_not_fit_is_cut_where_the_terminal_ends() {
    assert_eq!(cut("database down", 20), "database down");
    assert_eq!(cut("database down", 10), "database…");
    assert_eq!(cut("数据库宕机了", 7), "数据库…", "wide characters take two columns");
    assert_eq!(cut_with("database down", 10, "..."), "databas...");
}

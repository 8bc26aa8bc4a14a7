//! The pages of the example in a real browser: axe finds nothing in light and in dark, on a phone and on a desk, and
//! only what scrolls by itself is wider than the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::pulse::is_installed;
use crate::world::{cannot, run};

/// The number by which Chromium calls each theme.
const THEMES: [(&str, u32); 2] = [("dark", 0), ("light", 1)];

/// A small phone, a usual one, and a desk.
const WIDTHS: [u32; 3] = [320, 390, 1280];

/// Each frame says what it is found to be.
const LOOK: &str = r#"addEventListener("load", async () => {
  const found = await axe.run(document, { resultTypes: ["violations", "incomplete"] });
  // Of words in a picture it cannot tell what is behind them; their colours are measured where they are chosen.
  const told = (all) => all.map((it) => ({ rule: it.id, where: it.nodes.map((node) => node.html)
    .filter((html) => !html.startsWith("<text")) })).filter((it) => it.where.length > 0);
  parent.postMessage({ width: innerWidth, wide: document.documentElement.scrollWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches, passes: found.passes.length,
    faults: told(found.violations), doubts: told(found.incomplete) }, "*");
});"#;

/// What the frames say, one after the other.
const FRAMES: &str = r#"<!doctype html><title>frames</title><body><pre id="found">[]</pre><script>
const found = [];
addEventListener("message", (message) => {
  found.push(message.data);
  document.getElementById("found").textContent = JSON.stringify(found);
});
</script>
"#;

/// What axe is, where it is installed.
fn axe() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "where CI has put it")]
    let packages = std::env::var_os("WAIL_PYTHON_PACKAGES").map(PathBuf::from);
    let axe = packages.map(|at| at.join("axe_playwright_python/axe.min.js"));
    let axe = axe.and_then(|axe| fs::read_to_string(axe).ok());
    if axe.is_none() || !is_installed("chromium") {
        cannot("no browser or no axe is installed, so nobody looks at the pages of the example");
        return None;
    }
    axe
}

/// What is found on that page in each width.
fn look(page: &str, axe: &str, theme: u32) -> Vec<Value> {
    let folder = TempDir::new().unwrap();
    let (head, body) = page.split_once("</head>").unwrap();
    let inner = format!("{head}<script>{axe}</script><script>{LOOK}</script></head>{body}");
    let quoted = inner.replace('&', "&amp;").replace('"', "&quot;");
    let frame = |width| {
        format!(
            "<iframe width={width} height=900 style=\"border:0\" srcdoc=\"{quoted}\"></iframe>\n"
        )
    };
    let file = folder.path().join("frames.html");
    fs::write(&file, format!("{FRAMES}{}", WIDTHS.map(frame).concat())).unwrap();
    let mut chromium = Command::new("chromium");
    chromium
        .env("HOME", folder.path())
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--blink-settings=preferredColorScheme={theme}"))
        .args(["--window-size=1400,2900", "--dump-dom", "--virtual-time-budget=30000"])
        .arg(format!("file://{}", file.display()));
    let ran = run(chromium);
    let dom = ran.text();
    let found = dom.split("<pre id=\"found\">").nth(1).and_then(|it| it.split("</pre>").next());
    let found = found.unwrap_or_else(|| panic!("{dom}\n{}", ran.err));
    let found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let found: Vec<Value> = serde_json::from_str(&found).unwrap();
    assert_eq!(found.len(), WIDTHS.len(), "{}", ran.err);
    found
}

#[test]
fn everybody_can_read_the_write_up_in_either_theme_and_on_a_phone() {
    let Some(axe) = axe() else { return };
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/example/write-up.html");
    let page = fs::read_to_string(kept).unwrap();
    for (theme, number) in THEMES {
        for found in look(&page, &axe, number) {
            let width = found["width"].as_u64().unwrap();
            assert_eq!(found["dark"], theme == "dark", "{theme} {width}");
            assert_eq!(found["faults"], json!([]), "{theme} {width}");
            assert_eq!(found["doubts"], json!([]), "{theme} {width}");
            assert!(found["passes"].as_u64().unwrap() > 20, "{theme} {width}: {found}");
            assert!(found["wide"].as_u64().unwrap() <= width, "{theme} {width}: {found}");
        }
    }
    let pale = page.replace("--ink:#1b1f24", "--ink:#c7d0da");
    assert_ne!(page, pale);
    let found = look(&pale, &axe, 1);
    assert!(found[0]["faults"].to_string().contains("color-contrast"), "axe looks: {found:?}");
}

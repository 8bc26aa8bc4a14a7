//! The page in a real browser: axe-core finds nothing in light and in dark, on a desk and on a phone, and
//! nothing sticks out of 320 pixels.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use wail::publish::status::{PAGE, written};

use super::page::page;
use crate::pulse::is_installed;
use crate::world::{cannot, run};

/// How wide the page is shown: a small phone, another one, and a desk.
const WIDTHS: [u32; 3] = [320, 390, 1280];

/// The number by which Chromium calls each theme.
pub(super) const THEMES: [(&str, u32); 2] = [("dark", 0), ("light", 1)];

/// Every rule there is, best practices too. Everything that unfolds is unfolded first: axe does not look
/// at what is hidden.
const LOOK: &str = r#"
addEventListener("load", async () => {
  for (const it of document.querySelectorAll("details")) it.open = true;
  const found = await axe.run(document, { resultTypes: ["violations", "incomplete"] });
  const told = (all) => all.map((it) => ({ rule: it.id, where: it.nodes.map((node) => node.html) }));
  parent.postMessage({
    width: innerWidth,
    wide: document.documentElement.scrollWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    bars: document.querySelectorAll("svg.bars path title").length,
    passes: found.passes.length,
    violations: told(found.violations),
    incomplete: told(found.incomplete),
  }, "*");
});
"#;

/// Shows the page in a frame of each width, and writes down what each frame says.
const FRAMES: &str = r#"<!doctype html><title>frames</title><body><pre id="found">[]</pre><script>
const found = [];
addEventListener("message", (message) => {
  found.push(message.data);
  document.getElementById("found").textContent = JSON.stringify(found);
});
</script>
"#;

/// The browser, what it is to run, and a folder of its own.
pub(super) struct Browser {
    axe: String,
    folder: TempDir,
}

impl Browser {
    /// Nothing where there is none, which is said.
    pub(super) fn find() -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "where CI has put it")]
        let packages = std::env::var_os("WAIL_PYTHON_PACKAGES").map(PathBuf::from);
        let axe = packages.map(|at| at.join("axe_playwright_python/axe.min.js"));
        let Some(axe) = axe.and_then(|axe| fs::read_to_string(axe).ok()) else {
            cannot("WAIL_PYTHON_PACKAGES names no folder with the package `axe-playwright-python`");
            return None;
        };
        if !is_installed("chromium") {
            cannot("chromium is not installed, so nobody looks at the status page");
            return None;
        }
        Some(Self { axe, folder: TempDir::new().unwrap() })
    }

    fn start(&self, theme: u32) -> Command {
        let mut chromium = Command::new("chromium");
        chromium
            .env("HOME", self.folder.path())
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .arg(format!("--user-data-dir={}", self.folder.path().join("profile").display()))
            .arg(format!("--blink-settings=preferredColorScheme={theme}"));
        chromium
    }

    /// What axe says of that page in each width.
    pub(super) fn look(&self, html: &str, theme: u32) -> Vec<Value> {
        // A page may let nothing run, and so not what is to look at it either.
        let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';";
        let html = html.replace(policy, "<meta name=\"removed\" content=\"");
        let (head, body) = html.split_once("</head>").unwrap();
        let inner =
            format!("{head}<script>{}</script><script>{LOOK}</script></head>{body}", self.axe);
        let quoted = inner.replace('&', "&amp;").replace('"', "&quot;");
        let frames = WIDTHS.map(|width| {
            format!("<iframe width={width} height=900 style=\"border:0\" srcdoc=\"{quoted}\"></iframe>\n")
        });
        let at = self.folder.path().join("frames.html");
        fs::write(&at, format!("{FRAMES}{}", frames.concat())).unwrap();
        let mut chromium = self.start(theme);
        let patience = Duration::from_secs(20).as_millis();
        chromium
            .args(["--window-size=1400,1900", "--dump-dom"])
            .arg(format!("--virtual-time-budget={patience}"))
            .arg(format!("file://{}", at.display()));
        let ran = run(chromium);
        let dom = ran.text();
        let found = dom.split("<pre id=\"found\">").nth(1).and_then(|it| it.split("</pre>").next());
        let found = found.unwrap_or_else(|| panic!("{dom}\n{}", ran.err));
        let found = found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let found: Vec<Value> = serde_json::from_str(&found).unwrap();
        assert_eq!(found.len(), WIDTHS.len(), "{}", ran.err);
        found
    }
}

#[test]
fn axe_finds_nothing_in_either_theme_and_nothing_sticks_out_of_a_phone() {
    let Some(browser) = Browser::find() else { return };
    let files = written(&page(90));
    let html = &files.iter().find(|file| file.name == PAGE).unwrap().text;
    for (theme, number) in THEMES {
        for found in browser.look(html, number) {
            let width = found["width"].as_u64().unwrap();
            assert_eq!(found["dark"], theme == "dark", "{theme} {width}");
            assert_eq!(found["violations"], serde_json::json!([]), "{theme} {width}");
            assert_eq!(found["incomplete"], serde_json::json!([]), "{theme} {width}");
            assert!(found["passes"].as_u64().unwrap() > 20, "{theme} {width}: {found}");
            assert_eq!(found["bars"], 180, "{theme} {width}");
            assert!(found["wide"].as_u64().unwrap() <= width, "{theme} {width}: {found}");
        }
    }
}

#[test]
fn what_axe_is_for_it_finds() {
    let Some(browser) = Browser::find() else { return };
    let files = written(&page(7));
    let html = &files.iter().find(|file| file.name == PAGE).unwrap().text;
    let pale = html.replace("--soft:#57606a", "--soft:#c7d0da").replace(" role=\"img\"", "");
    assert_ne!(*html, pale);
    for found in browser.look(&pale, 1) {
        let rules = found["violations"].as_array().unwrap().iter().map(|it| it["rule"].as_str());
        assert!(rules.flatten().any(|rule| rule == "color-contrast"), "{found}");
    }
}

//! A real nginx that is stopped, slowed, broken and restored, and the pages that follow.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::{home, open, paged};
use crate::common::{TestHome, free_port, until};
use crate::world::cannot;

/// An nginx with a configuration of its own.
struct Nginx {
    folder: std::path::PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Nginx {
    /// One that serves so at that port.
    fn new(folder: &Path, port: u16) -> Self {
        fs::create_dir_all(folder.join("www")).unwrap();
        fs::write(folder.join("www/index.html"), "the shop is ready\n".repeat(4)).unwrap();
        let mut nginx = Self { folder: folder.to_owned(), port, child: None };
        nginx.serve("root www;");
        nginx.start();
        nginx
    }

    /// Serves otherwise from now on.
    fn serve(&mut self, how: &str) {
        let Self { port, folder, .. } = &*self;
        let folder = folder.display();
        let text = format!(
            "daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\n\
             error_log {folder}/error.log;\nevents {{ worker_connections 64; }}\n\
             http {{\n  access_log off;\n  client_body_temp_path {folder}/body;\n  \
             proxy_temp_path {folder}/proxy;\n  fastcgi_temp_path {folder}/fastcgi;\n  \
             uwsgi_temp_path {folder}/uwsgi;\n  scgi_temp_path {folder}/scgi;\n  \
             server {{ listen 127.0.0.1:{port}; location / {{ {how} }} }}\n}}\n"
        );
        fs::write(
            self.folder.join("nginx.conf"),
            text.replace("root www", &format!("root {folder}/www")),
        )
        .unwrap();
        if let Some(child) = &self.child {
            kill_process(Pid::from_child(child), Signal::HUP).unwrap();
        }
    }

    fn start(&mut self) {
        let mut command = Command::new("nginx");
        command.arg("-p").arg(&self.folder).arg("-c").arg(self.folder.join("nginx.conf"));
        command.args(["-g", "user root;"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.child = Some(command.spawn().unwrap());
        until("nginx listens", || TcpStream::connect(("127.0.0.1", self.port)).is_ok());
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Its workers end with it, which they would not if it were killed.
            kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.stop();
    }
}

fn is_resolved(home: &TestHome, id: i64) -> bool {
    home.json(&["show", &id.to_string()])["status"] == "resolved"
}

#[test]
fn an_nginx_is_stopped_slowed_broken_and_restored() {
    // It knows no `--version`.
    let version = Command::new("nginx").arg("-v").stderr(Stdio::null()).status();
    if !version.is_ok_and(|status| status.success()) {
        return cannot("nginx is not installed");
    }
    let port = free_port();
    let home = home(&format!(
        "[monitors.shop]\nkind = \"http\"\nurl = \"http://127.0.0.1:{port}/\"\nevery = \"3s\"\ndown_after = 1\nup_after = 1\n\
         text = \"ready\"\nslow_over = \"500ms\"\nseverity = \"critical\"\n\
         labels = {{ service = \"shop\" }}\nrunbook = \"https://wiki.example/shop\"\n\
         caution = \"do not restart the primary\"\n"
    ));
    let mut nginx = Nginx::new(&home.path().join("nginx"), port);
    let daemon = home.daemon();

    nginx.stop();
    until("ana is paged for the outage", || !paged(&home).is_empty());
    // The look may come while it is going.
    let told = paged(&home);
    assert!(told.len() == 1 && told[0].starts_with("shop is down: Connection re"), "{told:?}");
    let page = &home.pages()[0];
    assert_eq!(
        (&page["severity"], &page["labels"]["monitor"]),
        (&"critical".into(), &"shop".into())
    );
    let shown = home.wail(&["show", "1"]).stdout;
    assert!(shown.contains("caution: do not restart the primary"), "{shown}");
    assert!(shown.contains("https://wiki.example/shop"), "{shown}");
    nginx.start();
    until("it is over", || is_resolved(&home, 1));

    nginx.serve("root www; limit_rate 120;");
    until("it is slow", || {
        let open = open(&home);
        open.iter().any(|(text, grave)| {
            text.starts_with("shop is degraded: slow: it took ") && grave == "warning"
        })
    });
    nginx.serve("root www;");
    until("it is over", || is_resolved(&home, 2));

    nginx.serve("proxy_pass http://127.0.0.1:9;");
    until("ana is paged for what is broken", || {
        paged(&home).last().is_some_and(|last| last == "shop is down: 502 Bad Gateway, and not 2xx")
    });
    nginx.serve("root www;");
    until("it is over", || is_resolved(&home, 3));

    // By day somebody is called for what is slow as well, which may take longer than it was.
    let outages = paged(&home).into_iter().filter(|told| told.starts_with("shop is down: "));
    assert_eq!(outages.count(), 2, "{:?}", paged(&home));
    assert_eq!(daemon.stop(), 0);
}

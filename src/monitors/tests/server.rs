//! Servers for tests of what goes out to look: of names, of TLS, and of whatever a test wants said.

use std::fs;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use jiff::Timestamp;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_rustls::TlsAcceptor;

use super::super::names::{Names, Source};
use super::super::{Context, Means, Monitor, Options, Value, observe};
use crate::domain::watch::Observation;

/// What is written of a monitor.
pub(in crate::monitors) fn options(values: &[(&'static str, Value)]) -> Options {
    Options { name: "shop".to_owned(), values: values.iter().cloned().collect() }
}

pub(in crate::monitors) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(in crate::monitors) fn list(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|text| (*text).to_owned()).collect())
}

pub(in crate::monitors) fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

/// What a look of that kind comes to, with so written of it, at that instant.
pub(in crate::monitors) async fn looked(
    monitor: &Monitor,
    values: &[(&'static str, Value)],
    means: &Means,
    now: Timestamp,
) -> Observation {
    let probe = (monitor.build)(&options(values)).unwrap();
    observe(&*probe, Context { means, now, timeout: Duration::from_secs(20) }).await
}

/// What a look that has little time comes to.
pub(in crate::monitors) async fn looked_shortly(
    monitor: &Monitor,
    values: &[(&'static str, Value)],
    means: &Means,
) -> Observation {
    let probe = (monitor.build)(&options(values)).unwrap();
    let (now, timeout) = (Timestamp::UNIX_EPOCH, Duration::from_millis(400));
    observe(&*probe, Context { means, now, timeout }).await
}

/// Takes connections, and does the same with each.
pub(in crate::monitors) async fn takes<F, T>(with: F) -> SocketAddr
where
    F: Fn(TcpStream) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(with(stream));
        }
    });
    address
}

/// A port at which nobody takes connections.
pub(in crate::monitors) async fn closed() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// What a server of names says to a question.
pub(in crate::monitors) enum Answer {
    Records(Vec<RData>),
    Code(ResponseCode),
    Silence,
}

/// A server of names that answers so to the name, without its last dot, and the record.
pub(in crate::monitors) async fn name_server<F>(answer: F) -> SocketAddr
where
    F: Fn(&str, RecordType) -> Answer + Send + 'static,
{
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut packet = [0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut packet).await {
            let asked = Message::from_vec(&packet[..length]).unwrap();
            let query = asked.queries[0].clone();
            let mut said = Message::response(asked.metadata.id, asked.metadata.op_code);
            said.metadata.recursion_available = true;
            let name = query.name().to_string();
            match answer(name.trim_end_matches('.'), query.query_type()) {
                Answer::Silence => continue,
                Answer::Code(code) => said.metadata.response_code = code,
                Answer::Records(records) => {
                    let record = |data| Record::from_rdata(query.name().clone(), 60, data);
                    said.add_answers(records.into_iter().map(record));
                }
            }
            said.add_query(query);
            socket.send_to(&said.to_vec().unwrap(), from).await.unwrap();
        }
    });
    address
}

/// Means that ask that server for names.
pub(in crate::monitors) fn asking(server: SocketAddr) -> Means {
    knowing(Names::new(Source::Server(server), Duration::from_mins(1)))
}

/// Means for which those are names.
pub(in crate::monitors) fn knowing(names: Names) -> Means {
    let mut means = Means::default();
    means.names.clone_from(&Arc::new(names));
    means
}

/// Somebody who makes certificates, and a file with their own.
pub(in crate::monitors) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

/// A certificate and its key.
pub(in crate::monitors) struct Identity {
    pub(in crate::monitors) certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

type Day = (i32, u8, u8);

impl Authority {
    pub(in crate::monitors) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { issuer, folder }
    }

    /// The file that says whom to trust.
    pub(in crate::monitors) fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Their own certificate.
    pub(in crate::monitors) fn own(&self) -> CertificateDer<'static> {
        self.issuer.der().clone()
    }

    /// A certificate for that name or address from that day to that one.
    pub(in crate::monitors) fn vouches(&self, name: &str, from: Day, to: Day) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params(name, from, to).signed_by(&key, &self.issuer).unwrap();
        Identity { certificate: certificate.der().clone(), key: key.serialize_der() }
    }
}

/// A certificate for which nobody vouches but itself.
pub(in crate::monitors) fn alone(name: &str, from: Day, to: Day) -> Identity {
    let key = KeyPair::generate().unwrap();
    let certificate = params(name, from, to).self_signed(&key).unwrap();
    Identity { certificate: certificate.der().clone(), key: key.serialize_der() }
}

fn params(name: &str, from: Day, to: Day) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(from.0, from.1, from.2);
    params.not_after = rcgen::date_time_ymd(to.0, to.1, to.2);
    params
}

/// A server over TLS that shows that certificate, and others above it, and answers 200 to a request.
pub(in crate::monitors) async fn shows(
    identity: Identity,
    above: &[CertificateDer<'static>],
    versions: &[&'static SupportedProtocolVersion],
) -> SocketAddr {
    let chain = [identity.certificate].into_iter().chain(above.iter().cloned()).collect();
    let key = PrivateKeyDer::try_from(identity.key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    takes(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let mut request = [0; 1024];
            if stream.read(&mut request).await.is_ok_and(|length| length > 0) {
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                stream.write_all(answer).await.unwrap();
            }
        }
    })
    .await
}

//! Names become addresses: asked of this machine's resolvers without a thread that waits for them.

use std::error::Error;
use std::fmt::{self, Display};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ProtocolConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::{Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RecordType};
use hickory_resolver::{Hosts, TokioResolver};
use tokio::select;
use tokio::time::timeout;

/// Whoever turns names into addresses.
///
/// What it says of how names are asked for is read again once a file of it changes, as it does when a
/// laptop comes into another network.
pub(super) struct Names {
    source: Source,
    /// How long an answer is remembered at most; never longer than it says itself.
    remembered: Duration,
    made: Mutex<Option<Made>>,
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Source {
    /// Those whom this machine asks, after its own file of names.
    System { resolvers: PathBuf, hosts: PathBuf },
    /// That resolver, and nobody else.
    Server(SocketAddr),
}

impl Source {
    /// As this machine is set up.
    pub(super) fn system() -> Self {
        Self::System { resolvers: "/etc/resolv.conf".into(), hosts: "/etc/hosts".into() }
    }
}

struct Made {
    asked: Arc<Asked>,
    /// When the files were written, and how long they were.
    stamps: [Option<(SystemTime, u64)>; 2],
}

/// How names are asked for, as it is set up at the moment.
struct Asked {
    resolver: Result<TokioResolver, String>,
    servers: Vec<String>,
    hosts: Hosts,
}

/// Why a name has no address, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unresolved(String);

impl Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Unresolved {}

/// How long the addresses of the other family are waited for once those of one are there.
const GRACE: Duration = Duration::from_millis(500);

/// How long addresses are remembered at most: what changes is to be seen.
const REMEMBERED: Duration = Duration::from_mins(1);

impl Default for Names {
    fn default() -> Self {
        Self::new(Source::system(), REMEMBERED)
    }
}

impl Names {
    /// Asks there, and remembers answers for at most so long; not at all for no time.
    pub(super) fn new(source: Source, remembered: Duration) -> Self {
        Self { source, remembered, made: Mutex::new(None) }
    }

    /// The addresses of a host, at least one; those of version 4 first. An address is its own.
    pub(super) async fn addresses(
        &self,
        host: &str,
        within: Duration,
    ) -> Result<Vec<IpAddr>, Unresolved> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let unresolved = |why: &str| Unresolved(format!("the name {host} does not resolve: {why}"));
        let name = Name::from_utf8(host).map_err(|_| unresolved("this cannot be a name"))?;
        let asked = self.asked();
        let mut found = asked.listed(&name);
        if found.is_empty() && name.is_localhost() {
            found = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        }
        if found.is_empty() {
            let resolver = asked.resolver.as_ref().map_err(|why| unresolved(why))?;
            found = match timeout(within, both(resolver, name)).await {
                Ok(Ok(found)) => found,
                Ok(Err(error)) => return Err(unresolved(&asked.why(&error, "address"))),
                Err(_) => return Err(unresolved(&asked.silence())),
            };
        }
        found.sort_by_key(IpAddr::is_ipv6);
        Ok(found)
    }

    /// The records of a name, each as it is written in a zone; what the file of names says does not
    /// count.
    ///
    /// # Errors
    ///
    /// Says in one line why there are none.
    pub(super) async fn records(
        &self,
        name: Name,
        kind: RecordType,
        within: Duration,
    ) -> Result<Vec<String>, String> {
        let asked = self.asked();
        let resolver = asked.resolver.as_ref().map_err(Clone::clone)?;
        let answer = match timeout(within, resolver.lookup(name, kind)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(asked.why(&error, &format!("{kind} record"))),
            Err(_) => return Err(asked.silence()),
        };
        let wanted = answer.answers().iter().filter(|record| record.record_type() == kind);
        let found: Vec<String> = wanted.map(|record| record.data.to_string()).collect();
        if found.is_empty() {
            return Err(format!("it has no {kind} record"));
        }
        Ok(found)
    }

    /// How names are asked for, anew if that has changed.
    fn asked(&self) -> Arc<Asked> {
        let stamps = match &self.source {
            Source::System { resolvers, hosts } => [resolvers, hosts].map(|path| {
                let about = fs::metadata(path).ok()?;
                Some((about.modified().ok()?, about.len()))
            }),
            Source::Server(_) => [None, None],
        };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = made.as_ref().filter(|made| made.stamps == stamps) {
            return Arc::clone(&made.asked);
        }
        let asked = Arc::new(Asked::new(&self.source, self.remembered));
        *made = Some(Made { asked: Arc::clone(&asked), stamps });
        asked
    }
}

/// The addresses of both families. Those of one are enough if the others let themselves be waited for.
async fn both(resolver: &TokioResolver, name: Name) -> Result<Vec<IpAddr>, NetError> {
    let mut four = Box::pin(resolver.lookup(name.clone(), RecordType::A));
    let mut six = Box::pin(resolver.lookup(name, RecordType::AAAA));
    let (first, rest) = select! {
        answer = &mut four => (answer, six),
        answer = &mut six => (answer, four),
    };
    let rest = match &first {
        Ok(_) => timeout(GRACE, rest).await.ok(),
        Err(_) => Some(rest.await),
    };
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for answer in [Some(first), rest].into_iter().flatten() {
        match answer {
            Ok(answer) => {
                found.extend(answer.answers().iter().filter_map(|record| record.data.ip_addr()));
            }
            Err(error) => errors.push(error),
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    // That there is no such name says more than that one family could not be asked about.
    errors.sort_by_key(|error| !error.is_nx_domain());
    Err(errors.into_iter().next().unwrap_or(NetError::Message("an answer without addresses")))
}

impl Asked {
    fn new(source: &Source, remembered: Duration) -> Self {
        let (settings, hosts) = match source {
            Source::System { resolvers, hosts } => (settings(resolvers), read_hosts(hosts)),
            Source::Server(address) => (Ok(one(*address)), Hosts::default()),
        };
        let servers = settings.as_ref().map_or_else(|_| Vec::new(), |it| servers(&it.0));
        let resolver = settings.and_then(|(config, mut options)| {
            options.use_hosts_file = ResolveHosts::Never;
            options.positive_max_ttl = Some(remembered);
            // Whatever begins to work is seen at once.
            options.negative_max_ttl = Some(Duration::ZERO);
            if remembered.is_zero() {
                options.cache_size = 0;
            }
            let provider = TokioRuntimeProvider::default();
            let builder = TokioResolver::builder_with_config(config, provider);
            builder.with_options(options).build().map_err(|error| error.to_string())
        });
        Self { resolver, servers, hosts }
    }

    /// What the file of names says of one.
    fn listed(&self, name: &Name) -> Vec<IpAddr> {
        let of = |kind| self.hosts.lookup_static_host(&Query::query(name.clone(), kind));
        let found = [of(RecordType::A), of(RecordType::AAAA)].into_iter().flatten();
        found
            .flat_map(|lookup| {
                let addresses = lookup.answers().iter().filter_map(|record| record.data.ip_addr());
                addresses.collect::<Vec<_>>()
            })
            .collect()
    }

    /// Why there is no answer, in one line.
    fn why(&self, error: &NetError, sought: &str) -> String {
        let who = self.who();
        match error {
            NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
                ResponseCode::NXDomain => "there is no such name (NXDOMAIN)".to_owned(),
                _ => format!("it has no {sought}"),
            },
            NetError::Dns(DnsError::ResponseCode(ResponseCode::ServFail)) => {
                format!("{who} could not find out (SERVFAIL)")
            }
            NetError::Dns(DnsError::ResponseCode(ResponseCode::Refused)) => {
                format!("{who} refused to answer (REFUSED)")
            }
            NetError::Dns(DnsError::ResponseCode(code)) => format!("{who} answered: {code}"),
            NetError::Timeout | NetError::NoConnections => self.silence(),
            NetError::Io(error) => {
                format!("{who} cannot be reached: {}", super::net::words(error))
            }
            error => format!("{who} gave no answer that makes sense: {error}"),
        }
    }

    fn silence(&self) -> String {
        let verb = if self.servers.len() == 1 { "does" } else { "do" };
        format!("{} {verb} not answer", self.who())
    }

    fn who(&self) -> String {
        match self.servers.as_slice() {
            [] => "the resolvers of this machine".to_owned(),
            [one] => format!("the resolver {one}"),
            all => format!("the resolvers {}", all.join(", ")),
        }
    }
}

/// Who is asked, and how, as this machine is set up.
#[cfg(not(target_vendor = "apple"))]
fn settings(resolvers: &PathBuf) -> Result<(ResolverConfig, ResolverOpts), String> {
    let shown = resolvers.display();
    let text = fs::read(resolvers)
        .map_err(|error| format!("cannot read {shown}: {}", super::net::words(&error)))?;
    hickory_resolver::system_conf::parse_resolv_conf(text)
        .map_err(|_| format!("{shown} names no resolver that can be asked"))
}

/// Who is asked, and how, as this machine is set up; here the file is only a hint at that.
#[cfg(target_vendor = "apple")]
fn settings(_: &PathBuf) -> Result<(ResolverConfig, ResolverOpts), String> {
    hickory_resolver::system_conf::read_system_conf()
        .map_err(|error| format!("it cannot be told who is to be asked: {error}"))
}

/// That server, asked by whatever is short and again by what is not.
fn one(address: SocketAddr) -> (ResolverConfig, ResolverOpts) {
    let connections = [ProtocolConfig::Udp, ProtocolConfig::Tcp].map(|protocol| {
        let mut connection = ConnectionConfig::new(protocol);
        connection.port = address.port();
        connection
    });
    let server = NameServerConfig::new(address.ip(), true, connections.to_vec());
    (ResolverConfig::from_parts(None, Vec::new(), vec![server]), ResolverOpts::default())
}

fn servers(config: &ResolverConfig) -> Vec<String> {
    let shown = config.name_servers().iter().map(|server| {
        let port = server.connections.first().map_or(53, |connection| connection.port);
        if port == 53 {
            server.ip.to_string()
        } else {
            SocketAddr::new(server.ip, port).to_string()
        }
    });
    shown.collect()
}

/// What the file of names says; nothing if there is none.
fn read_hosts(path: &PathBuf) -> Hosts {
    let mut hosts = Hosts::default();
    if let Ok(file) = fs::File::open(path)
        && hosts.read_hosts_conf(file).is_err()
    {
        // Half a file of names would send some of them to the resolvers and not others.
        return Hosts::default();
    }
    hosts
}

#[cfg(test)]
mod tests;

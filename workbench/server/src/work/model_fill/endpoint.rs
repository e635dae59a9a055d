//! The endpoint of a language model: OpenAI-compatible, on this machine or in
//! this house unless its operator says otherwise.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use serde_json::{Value, json};
use workbench_core::Code;

use crate::AppError;

/// Largest answer, in bytes.
const MAX_ANSWER: u64 = 256 << 10;
/// How often one question is asked.
const ATTEMPTS: u32 = 3;

/// How a model is switched on; off without an endpoint.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Options {
    /// Base address of an OpenAI-compatible model server, http://127.0.0.1:11434; its key, if it needs one, is
    /// taken from the environment variable WORKBENCH_MODEL_KEY
    #[arg(long)]
    model_endpoint: Option<String>,
    /// Name of the model
    #[arg(long, default_value = "local")]
    model_name: String,
    /// Allows an endpoint outside this machine and its private network: de-identified report text leaves the house
    #[arg(long)]
    allow_remote_model: bool,
}

/// A model that may be asked.
#[derive(Clone)]
pub struct Endpoint {
    url: String,
    name: String,
    key: Option<String>,
    patience: Duration,
}

impl Options {
    /// The endpoint, when one is named. Names are resolved here, once: what is asked later is this address.
    pub fn endpoint(&self) -> Result<Option<Endpoint>, AppError> {
        let Some(url) = &self.model_endpoint else { return Ok(None) };
        let key = std::env::var("WORKBENCH_MODEL_KEY").ok().filter(|key| !key.is_empty());
        Endpoint::new(url, &self.model_name, key, self.allow_remote_model).map(Some)
    }
}

/// This machine, or addresses that are not routed on the internet (RFC 1918, RFC 4193, link-local).
fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_local(IpAddr::V4(v4)),
            None => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
}

impl Endpoint {
    /// `http://HOST[:PORT][/PATH]`; without `remote` only local addresses.
    pub fn new(url: &str, name: &str, key: Option<String>, remote: bool) -> Result<Self, AppError> {
        let wrong = || {
            AppError::bad(
                "--model-endpoint takes http://HOST:PORT of a model server (no https, no user name)",
            )
            .zh("--model-endpoint 须为 http://主机:端口（不支持 https 与用户名）")
        };
        let rest = url.trim().strip_prefix("http://").ok_or_else(wrong)?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() || host.contains(['@', '?', '#']) || path.contains(['?', '#']) {
            return Err(wrong());
        }
        let named = if host.rsplit(']').next().is_some_and(|end| end.contains(':')) {
            host.to_owned()
        } else {
            format!("{host}:80")
        };
        let found: Vec<SocketAddr> = named.to_socket_addrs().map_err(|_| wrong())?.collect();
        let address = found.first().copied().ok_or_else(wrong)?;
        if !remote && !found.iter().all(|address| is_local(address.ip())) {
            return Err(AppError::bad(format!(
                "the model endpoint {host} is not on this machine or its private network; report text would leave the house; \
                 --allow-remote-model allows it"
            ))
            .zh(format!("模型地址 {host} 不在本机或内网，报告文本将离开本院；确需使用请加 --allow-remote-model")));
        }
        let name: String = name.chars().filter(|c| !c.is_control() && *c != '@').take(100).collect();
        let path = path.trim_end_matches('/').trim_end_matches("v1").trim_end_matches('/');
        let slash = if path.is_empty() { "" } else { "/" };
        let url = format!("http://{address}{slash}{path}/v1/chat/completions");
        Ok(Self { url, name, key, patience: Duration::from_secs(60) })
    }

    /// The same with another limit of waiting for one answer.
    #[must_use]
    pub fn patient(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the model says. Blocks: call it on a thread that may.
    pub fn ask(&self, system: &str, user: &str) -> Result<String, AppError> {
        let body = json!({
            "model": self.name, "temperature": 0, "seed": 1, "max_tokens": 2_000, "stream": false,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        });
        let mut last = String::new();
        for attempt in 0..ATTEMPTS {
            std::thread::sleep(Duration::from_millis(300) * attempt);
            match self.send(&body.to_string()) {
                Ok(bytes) => return content(&bytes),
                Err(ureq::Error::StatusCode(status)) if (400..500).contains(&status) && status != 429 => {
                    return Err(refused(&format!("it answers {status}")));
                }
                Err(ureq::Error::BodyExceedsLimit(_)) => return Err(refused("its answer is too long")),
                Err(error) => last = error.to_string(),
            }
        }
        Err(refused(&last))
    }

    /// No proxy and no redirect: the text goes to this address and nowhere else.
    fn send(&self, body: &str) -> Result<Vec<u8>, ureq::Error> {
        let config =
            ureq::Agent::config_builder().proxy(None).max_redirects(0).timeout_global(Some(self.patience));
        let agent: ureq::Agent = config.build().into();
        let mut request = agent.post(&self.url).header("content-type", "application/json");
        if let Some(key) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let mut answer = request.send(body)?;
        answer.body_mut().with_config().limit(MAX_ANSWER).read_to_vec()
    }
}

fn refused(why: &str) -> AppError {
    AppError::new(Code::Conflict, format!("the model does not answer: {why}"))
        .zh(format!("模型没有应答：{why}"))
}

/// The words of the first choice.
fn content(bytes: &[u8]) -> Result<String, AppError> {
    let answer: Value = serde_json::from_slice(bytes).map_err(|_| refused("its answer is no JSON"))?;
    let words = answer.pointer("/choices/0/message/content").and_then(Value::as_str);
    words.map(str::to_owned).ok_or_else(|| refused("its answer has no message"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_the_house() {
        let of = |url: &str, remote| Endpoint::new(url, "m", None, remote).map(|endpoint| endpoint.url);
        assert_eq!(
            of("http://127.0.0.1:11434", false).unwrap(),
            "http://127.0.0.1:11434/v1/chat/completions"
        );
        assert_eq!(
            of("http://10.1.2.3/llm/v1/", false).unwrap(),
            "http://10.1.2.3:80/llm/v1/chat/completions"
        );
        assert_eq!(of("http://[::1]:8000/v1", false).unwrap(), "http://[::1]:8000/v1/chat/completions");
        for outside in ["http://8.8.8.8:80", "http://[2001:4860:4860::8888]:80", "http://[::ffff:8.8.8.8]:80"]
        {
            assert!(of(outside, false).unwrap_err().message.contains("--allow-remote-model"), "{outside}");
            assert!(of(outside, true).is_ok());
        }
        for bad in [
            "https://127.0.0.1",
            "127.0.0.1:80",
            "http://",
            "http://127.0.0.1@8.8.8.8/",
            "http://127.0.0.1/?a",
            "file:///x",
        ] {
            assert!(of(bad, true).is_err(), "{bad}");
        }
    }
}

//! What the operator is told: the numbers in the text format of Prometheus, version 0.0.4, and whether the service is
//! ready. Everything is an aggregate: no text, id, outlet, speaker or path gets in here, and the number of lines doesn't
//! grow with what is sent.

use std::fmt::{Display, Write};
use std::sync::Arc;
use std::time::SystemTime;

use super::admission::Places;
use super::errors::CallError;
use super::metrics::{BOUNDS, CODES, Durations, Metrics, Number, OUTCOMES};
use super::opening::{Door, Open};

/// Codes that each method of the contract has from the start: that one has come up is seen only where none was.
const ALWAYS: [&str; 4] = ["OK", "UNKNOWN", "INTERNAL", "DATA_LOSS"];

/// Where to look.
pub(super) struct Sight {
    pub(super) metrics: Arc<Metrics>,
    pub(super) door: Door,
    pub(super) places: Places,
}

impl Sight {
    /// Whether statements are served; if not, why.
    pub(super) fn ready(&self) -> Result<(), CallError> {
        self.door.ready()
    }

    /// All numbers as they are now. It may wait for the disk.
    pub(super) fn page(&self) -> String {
        let mut page = Page(String::new());
        self.process(&mut page);
        self.connections(&mut page);
        self.calls(&mut page);
        self.ingest(&mut page);
        self.archive(&mut page);
        page.0
    }

    fn process(&self, page: &mut Page) {
        page.family("onrecord_build_info", "gauge", "The version of the program; always 1.");
        let versions =
            [("version", env!("CARGO_PKG_VERSION")), ("rust_version", env!("CARGO_PKG_RUST_VERSION"))];
        page.sample("onrecord_build_info", &versions, 1);
        let started = self.metrics.started.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let help = "When the server started, in seconds since 1970 UTC.";
        page.gauge("onrecord_start_time_seconds", help, started.as_secs_f64());
        let ready = u64::from(self.ready().is_ok());
        page.gauge("onrecord_ready", "1 while statements are served, else 0.", ready);
        let help = "Articles that were read at the start.";
        page.gauge("onrecord_opening_articles_read", help, self.metrics.read.get());
        let help = "Articles that are to be read at the start.";
        page.gauge("onrecord_opening_articles", help, self.metrics.to_read.get());
    }

    fn connections(&self, page: &mut Page) {
        let connections = &self.metrics.connections;
        page.gauge("onrecord_connections_open", "Connections that are open.", connections.open.get());
        page.gauge("onrecord_connections_limit", "Places for connections.", connections.limit.get());
        page.counter("onrecord_connections_accepted_total", "Connections that came.", &connections.accepted);
        let name = "onrecord_connections_refused_total";
        page.family(name, "counter", "Connections that were refused.");
        for (reason, number) in [("limit", &connections.over_limit), ("handshake", &connections.not_begun)] {
            page.sample(name, &[("reason", reason)], number.get());
        }
        let help = "Connections without a call that gave way to new ones.";
        page.counter("onrecord_connections_gave_way_total", help, &connections.gave_way);
        let help = "Changed certificates that could not be used.";
        page.counter("onrecord_certificate_loads_failed_total", help, &self.metrics.failed_certificates);
        let Metrics { stale_certificates, stale_tokens, .. } = &*self.metrics;
        let help = "1 while the files of TLS cannot be used as they are, and older ones hold, else 0.";
        page.gauge("onrecord_certificates_stale", help, stale_certificates.get());
        let help = "1 while the file of tokens cannot be used as it is, and an older one holds, else 0.";
        page.gauge("onrecord_tokens_stale", help, stale_tokens.get());
    }

    fn calls(&self, page: &mut Page) {
        let methods = &self.metrics.methods;
        page.family("onrecord_calls_total", "counter", "Calls that have ended.");
        for method in methods {
            for (code, number) in CODES.iter().zip(&method.codes) {
                let is_expected = method.is_ours() && ALWAYS.contains(code);
                if number.get() == 0 && !is_expected {
                    continue;
                }
                let labels = [("method", method.name.as_str()), ("code", code)];
                page.sample("onrecord_calls_total", &labels, number.get());
            }
        }
        let help = "From the beginning of a call to its end; a stream lasts as long as its client likes.";
        page.family("onrecord_call_duration_seconds", "histogram", help);
        for method in methods.iter().filter(|method| method.codes.iter().any(|number| number.get() > 0)) {
            let labels = [("method", method.name.as_str())];
            page.durations("onrecord_call_duration_seconds", &labels, &method.durations);
        }
        page.family("onrecord_calls_refused_total", "counter", "Calls that found no place free.");
        for places in self.places.each() {
            page.sample("onrecord_calls_refused_total", &[("places", places.kind)], places.refused());
        }
        let Places { calls, streams, watchers, .. } = &self.places;
        page.gauge("onrecord_calls_in_work", "Calls with one request that hold a place.", calls.taken());
        page.gauge("onrecord_calls_limit", "Places for calls with one request.", calls.places());
        page.gauge("onrecord_streams", "Streams that are open.", streams.taken());
        page.gauge("onrecord_streams_limit", "Places for streams.", streams.places());
        page.gauge("onrecord_watchers", "Calls that watch statements.", watchers.taken());
        page.gauge("onrecord_watchers_limit", "Places for whoever watches.", watchers.places());
        let Metrics { work_waiting, work_running, work_stopped, .. } = &*self.metrics;
        let help = "Pieces of work for QuoteService that wait for a thread.";
        page.gauge("onrecord_work_waiting", help, work_waiting.get());
        let help = "Pieces of work for QuoteService that are on a thread.";
        page.gauge("onrecord_work_running", help, work_running.get());
        let name = "onrecord_work_stopped_total";
        page.family(name, "counter", "Pieces of work that were given up since nobody waited any more.");
        page.sample(name, &[], work_stopped.get());
    }

    fn ingest(&self, page: &mut Page) {
        let name = "onrecord_articles_taken_in_total";
        page.family(name, "counter", "Articles and retractions that were sent to the archive.");
        for (outcome, number) in OUTCOMES.iter().zip(&self.metrics.taken_in) {
            page.sample(name, &[("outcome", outcome)], number.get());
        }
        let name = "onrecord_commit_duration_seconds";
        page.family(name, "histogram", "How long the store took to write a batch.");
        page.durations(name, &[], &self.metrics.commits);
        let help = "Batches that the store could not write.";
        page.counter("onrecord_commits_failed_total", help, &self.metrics.failed_commits);
    }

    /// What stands in the archive. There are no values until it is open: a 0 would look like a loss.
    fn archive(&self, page: &mut Page) {
        let open = self.door.open().ok();
        let counts = open.as_ref().map(|Open { archive, .. }| archive.counts());
        let waiting = open.as_ref().map(|Open { writer, .. }| writer.waiting());
        let bytes = open.as_ref().and_then(|Open { archive, .. }| archive.bytes_on_disk());
        let number = |count: Option<usize>| count.map(|count| count as u64);
        let gauges = [
            ("onrecord_ingest_queue_articles", "Articles that wait for the writer.", number(waiting)),
            ("onrecord_articles", "Articles that count.", number(counts.map(|counts| counts.articles))),
            (
                "onrecord_articles_retracted",
                "Articles that were withdrawn.",
                number(counts.map(|counts| counts.retracted)),
            ),
            ("onrecord_quotes", "Quotes of articles.", number(counts.map(|counts| counts.reports))),
            (
                "onrecord_quotes_gone",
                "Quotes that were taken away and still take memory.",
                number(counts.map(|counts| counts.gone)),
            ),
            (
                "onrecord_statements",
                "Statements that they make.",
                number(counts.map(|counts| counts.statements)),
            ),
            (
                "onrecord_index_entries",
                "Entries of the index in memory.",
                number(counts.map(|counts| counts.entries)),
            ),
            ("onrecord_store_size_bytes", "The store's file on the disk.", bytes),
        ];
        for (name, help, value) in gauges {
            page.family(name, "gauge", help);
            if let Some(value) = value {
                page.sample(name, &[], value);
            }
        }
    }
}

/// Lines in the text format. Names and labels are words of this program, so nothing needs to be escaped.
struct Page(String);

impl Page {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // To write to a text cannot fail.
        let _ = self.0.write_fmt(line);
    }

    /// Begins the samples of one name.
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.line(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}=\"{value}\"")).collect();
        match labels.is_empty() {
            true => self.line(format_args!("{name} {value}\n")),
            false => self.line(format_args!("{name}{{{}}} {value}\n", labels.join(","))),
        }
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.sample(name, &[], value);
    }

    fn counter(&mut self, name: &str, help: &str, number: &Number) {
        self.family(name, "counter", help);
        self.sample(name, &[], number.get());
    }

    fn durations(&mut self, name: &str, labels: &[(&str, &str)], durations: &Durations) {
        let within = durations.within();
        let bounds = BOUNDS.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
        for (bound, count) in bounds.zip(within) {
            let labels: Vec<_> = labels.iter().copied().chain([("le", bound.as_str())]).collect();
            self.sample(&format!("{name}_bucket"), &labels, count);
        }
        self.sample(&format!("{name}_sum"), labels, durations.seconds());
        self.sample(&format!("{name}_count"), labels, within[BOUNDS.len()]);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn durations_are_written_in_the_text_format() {
        let durations = Durations::default();
        durations.note(Duration::from_millis(1500));
        let mut page = Page(String::new());
        page.durations("x_seconds", &[("method", "m")], &durations);
        let lines: Vec<&str> = page.0.lines().collect();
        assert_eq!(lines[9], r#"x_seconds_bucket{method="m",le="1"} 0"#);
        assert_eq!(lines[10], r#"x_seconds_bucket{method="m",le="2.5"} 1"#);
        assert_eq!(lines[14], r#"x_seconds_bucket{method="m",le="+Inf"} 1"#);
        assert_eq!(lines[15..], [r#"x_seconds_sum{method="m"} 1.5"#, r#"x_seconds_count{method="m"} 1"#]);
    }
}

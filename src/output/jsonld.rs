//! Quotes and statements as linked data: a JSON-LD document of schema.org's `Quotation`.
//!
//! One document an output: an object with a context of its own, so that nothing has to be fetched to read it, and a graph
//! with a node a line. The first node tells what the document is, and which version of these terms it has. Whom a quote is
//! attributed to is its `spokenByCharacter`, by schema.org "to whom the quotation is attributed within the containing
//! CreativeWork": that is what is known. Its `creator` would be who said it, and that is not.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::extraction::{ExtractionLine, Passage, QuoteLine};
use super::statement::{ReportLine, StatementLine};
use super::table::Table;
use super::words::SpeakerWords;
use crate::article::Published;

/// Writes how a document begins.
///
/// # Errors
/// When the writer fails.
pub fn begin(out: &mut impl Write, table: &Table) -> io::Result<()> {
    // Lists keep their order, and lists in lists their form, as JSON alone.
    let json_list = |name: &str| json!({"@id": format!("onrecord:{name}"), "@type": "@json"});
    let context = json!({
        "@version": 1.1,
        "@vocab": "https://schema.org/",
        "onrecord": format!("urn:onrecord:{}:", table.version),
        "statement": "urn:onrecord:statement:",
        "onrecord:segments": json_list("segments"),
        "onrecord:altered": json_list("altered"),
        "onrecord:conflictsWith": {"@type": "@id"},
    });
    let about = json!({
        "@type": "Dataset",
        "name": format!("onrecord {}", table.name),
        "schemaVersion": format!("urn:onrecord:{}:{}", table.version, table.name),
        "creator": {
            "@type": "SoftwareApplication",
            "name": "onrecord",
            "softwareVersion": env!("CARGO_PKG_VERSION"),
        },
    });
    write!(out, "{{\"@context\":{context},\"@graph\":[\n{about}")
}

/// Writes how a document ends.
///
/// # Errors
/// When the writer fails.
pub fn end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\n]}\n")
}

/// Writes nodes, a line each.
///
/// # Errors
/// When the writer fails.
pub fn nodes(out: &mut impl Write, nodes: impl IntoIterator<Item = Value>) -> io::Result<()> {
    nodes.into_iter().try_for_each(|node| write!(out, ",\n{node}"))
}

impl ExtractionLine<'_> {
    /// A node for each of its quotes, those left out that nobody is quoted as saying: a title or a term is no quotation.
    pub fn nodes(&self) -> impl Iterator<Item = Value> {
        let mut article = article(Some(self.id), self.outlet, self.published);
        put(&mut article, "inLanguage", self.language.map(Value::from));
        put(&mut article, "version", self.version.map(Value::from));
        article["onrecord:fingerprint"] = self.fingerprint.as_str().into();
        self.quotes
            .iter()
            .filter(|quote| quote.kind != "unattributed")
            .map(move |quote| quoted(&article, quote))
    }
}

impl StatementLine<'_> {
    /// The statement, with its reports as its `workExample`.
    pub fn node(&self) -> Value {
        let mut node = quotation(self.representative, self.speaker.as_ref().map(speaker));
        node["@id"] = format!("statement:{}", self.statement_id).into();
        put(&mut node, "datePublished", time(self.first_reported));
        node["onrecord:independentReports"] = self.independent_reports.into();
        node["onrecord:recurring"] = self.recurring.into();
        node["onrecord:speakersDisputed"] = self.speakers_disputed.into();
        let conflicts: Vec<String> = self.conflicts.iter().map(|id| format!("statement:{id}")).collect();
        put(&mut node, "onrecord:conflictsWith", (!conflicts.is_empty()).then(|| conflicts.into()));
        let reports: Vec<Value> = self.reports.iter().flatten().map(reported).collect();
        node["workExample"] = reports.into();
        node
    }

    /// A node for each of its reports, whose `exampleOfWork` is the statement.
    pub fn report_nodes(&self) -> impl Iterator<Item = Value> {
        self.reports.iter().flatten().map(|report| {
            let mut node = reported(report);
            node["exampleOfWork"] = json!({"@id": format!("statement:{}", self.statement_id)});
            node
        })
    }
}

fn quotation(text: &str, speaker: Option<Value>) -> Value {
    let mut node = json!({"@type": "Quotation", "text": text});
    put(&mut node, "spokenByCharacter", speaker);
    node
}

fn quoted(article: &Value, quote: &QuoteLine<'_>) -> Value {
    let who = quote.speaker.as_ref().map(|mention| {
        let mut who = speaker(&mention.speaker);
        put(&mut who, "onrecord:start", mention.start.map(Value::from));
        put(&mut who, "onrecord:end", mention.end.map(Value::from));
        who
    });
    let mut node = quotation(&quote.text, who);
    node["isPartOf"] = article.clone();
    node["onrecord:start"] = quote.start.into();
    node["onrecord:end"] = quote.end.into();
    node["onrecord:segments"] = json!(quote.segments);
    node["onrecord:kind"] = quote.kind.into();
    put(&mut node, "onrecord:cue", quote.cue.as_ref().map(passage));
    put(&mut node, "onrecord:relay", quote.relay.as_ref().map(passage));
    node["onrecord:confidence"] = quote.confidence.into();
    node
}

fn reported(report: &ReportLine<'_>) -> Value {
    let mut node = quotation(report.text, report.speaker.as_ref().map(speaker));
    put(&mut node, "identifier", report.id.map(Value::from));
    node["isPartOf"] = article(report.article_id, report.outlet, report.published);
    put(&mut node, "onrecord:start", report.start.map(Value::from));
    put(&mut node, "onrecord:end", report.end.map(Value::from));
    node["onrecord:similarity"] = report.similarity.into();
    node["onrecord:alteration"] = report.alteration.into();
    node["onrecord:altered"] = json!(report.altered);
    node
}

fn article(id: Option<&str>, outlet: &str, published: Published) -> Value {
    let mut node = json!({"@type": "NewsArticle"});
    put(&mut node, "identifier", id.map(Value::from));
    let publisher = (!outlet.is_empty()).then(|| json!({"@type": "NewsMediaOrganization", "name": outlet}));
    put(&mut node, "publisher", publisher);
    put(&mut node, "datePublished", time(published));
    node
}

/// Somebody whom the article doesn't name is a `Person` without a name, too: schema.org knows no other speakers.
fn speaker(speaker: &SpeakerWords<'_>) -> Value {
    let sort = if speaker.sort == "organisation" { "Organization" } else { "Person" };
    let mut node = json!({"@type": sort});
    put(&mut node, "name", speaker.name.map(Value::from));
    let role = if sort == "Person" { "jobTitle" } else { "description" };
    put(&mut node, role, speaker.role.map(Value::from));
    node["onrecord:mention"] = speaker.text.into();
    node["onrecord:sort"] = speaker.sort.into();
    node
}

fn passage(passage: &Passage<'_>) -> Value {
    json!({"text": passage.text, "onrecord:start": passage.start, "onrecord:end": passage.end})
}

fn time(time: Published) -> Option<Value> {
    (!time.is_unknown()).then(|| time.to_string().into())
}

/// Adds what there is.
fn put(node: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(fields), Some(value)) = (node.as_object_mut(), value) {
        fields.insert(key.to_owned(), value);
    }
}

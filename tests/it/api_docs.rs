//! `docs/api.md` is the contract in `proto/`, rendered with its comments. `UPDATE=1 cargo test --test it api_docs` writes it
//! anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto};
use prost_types::{FileDescriptorSet, ServiceDescriptorProto};

const PACKAGE: &str = "onrecord.v1";

const TOP: &str = "\
# The contract, call by call

The services of `onrecord.v1` with their messages, rendered from the comments in [`proto/onrecord/v1`](../proto/onrecord/v1) by
[`tests/it/api_docs.rs`](../tests/it/api_docs.rs). [service.md](service.md) tells what the calls are for, with errors and
limits; [contract.md](contract.md) what may change.
";

#[test]
fn the_page_is_what_the_contract_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md");
    let rendered = render();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&page, &rendered).unwrap();
    }
    let there = std::fs::read_to_string(&page).unwrap_or_default();
    let differs = there.lines().zip(rendered.lines()).find(|(there, rendered)| there != rendered);
    assert!(
        there == rendered,
        "docs/api.md is not what proto/ says (UPDATE=1 cargo test --test it api_docs writes it): {differs:?}"
    );
    // Everything in the contract has its comment, so no cell is empty.
    assert!(!rendered.contains("|  |\n"), "something has no comment");
}

fn render() -> String {
    let set =
        FileDescriptorSet::decode(include_bytes!(concat!(env!("OUT_DIR"), "/onrecord.v1.bin")).as_slice())
            .unwrap();
    let files: Vec<File> = set.file.iter().filter(|file| file.package() == PACKAGE).map(File::of).collect();
    let mut page = String::from(TOP);
    for file in &files {
        let services = file.file.service.iter().enumerate();
        services.for_each(|(at, service)| file.service(&mut page, at as i32, service));
    }
    page += "\n## Messages\n";
    for file in &files {
        let messages = file.file.message_type.iter().enumerate();
        messages.for_each(|(at, message)| file.message(&mut page, at as i32, message));
    }
    page += "\n## Enumerations\n";
    for file in &files {
        let enums = file.file.enum_type.iter().enumerate();
        enums.for_each(|(at, one)| file.enumeration(&mut page, at as i32, one));
    }
    page
}

/// A file of the contract, with the comment of each thing in it by the thing's path (descriptor.proto, `SourceCodeInfo`).
struct File<'f> {
    file: &'f FileDescriptorProto,
    comments: BTreeMap<&'f [i32], &'f str>,
}

impl<'f> File<'f> {
    fn of(file: &'f FileDescriptorProto) -> Self {
        let places = file.source_code_info.iter().flat_map(|info| &info.location);
        let comments = places.map(|place| (place.path.as_slice(), place.leading_comments()));
        Self { file, comments: comments.collect() }
    }

    /// The comment of a thing, paragraphs divided by an empty line.
    fn comment(&self, path: &[i32]) -> String {
        let lines = self.comments.get(path).copied().unwrap_or_default().lines();
        lines.map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// The comment for the cell of a table.
    fn cell(&self, path: &[i32]) -> String {
        self.comment(path).split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
    }

    fn service(&self, page: &mut String, at: i32, service: &ServiceDescriptorProto) {
        write!(page, "\n## {}\n\n{}\n", service.name(), self.comment(&[6, at])).unwrap();
        for (n, call) in service.method.iter().enumerate() {
            let side = |stream: bool, name: &str| {
                format!("{}{}", if stream { "a stream of " } else { "" }, linked(name))
            };
            let request = side(call.client_streaming(), call.input_type());
            let response = side(call.server_streaming(), call.output_type());
            let comment = self.comment(&[6, at, 2, n as i32]);
            write!(page, "\n### {}\n\n{request} → {response}\n\n{comment}\n", call.name()).unwrap();
        }
    }

    fn message(&self, page: &mut String, at: i32, message: &DescriptorProto) {
        write!(page, "\n### {}\n\n{}\n", message.name(), self.comment(&[4, at])).unwrap();
        if !message.field.is_empty() {
            page.push_str("\n| field | number | type | |\n|---|---|---|---|\n");
        }
        for (n, field) in message.field.iter().enumerate() {
            let (what, cell) = (kind(message, field), self.cell(&[4, at, 2, n as i32]));
            writeln!(page, "| `{}` | {} | {what} | {cell} |", field.name(), field.number()).unwrap();
        }
    }

    fn enumeration(&self, page: &mut String, at: i32, one: &EnumDescriptorProto) {
        write!(page, "\n### {}\n\n{}\n", one.name(), self.comment(&[5, at])).unwrap();
        page.push_str("\n| value | number | |\n|---|---|---|\n");
        for (n, value) in one.value.iter().enumerate() {
            let cell = self.cell(&[5, at, 2, n as i32]);
            writeln!(page, "| `{}` | {} | {cell} |", value.name(), value.number()).unwrap();
        }
    }
}

/// What stands in a field: its type, whether there are several, and which other fields exclude it.
fn kind(message: &DescriptorProto, field: &FieldDescriptorProto) -> String {
    let name = match field.r#type() {
        Type::Message | Type::Enum => linked(field.type_name()),
        scalar => scalar.as_str_name().trim_start_matches("TYPE_").to_lowercase(),
    };
    if field.label() == Label::Repeated {
        return format!("list of {name}");
    }
    if field.proto3_optional() {
        return format!("{name}, or absent");
    }
    match field.oneof_index.and_then(|at| message.oneof_decl.get(at as usize)) {
        Some(one) => format!("{name}, one of `{}`", one.name()),
        None => name,
    }
}

/// A type by its name, linked if it is one of the contract's own.
fn linked(name: &str) -> String {
    let name = name.trim_start_matches('.');
    match name.strip_prefix(PACKAGE).and_then(|rest| rest.strip_prefix('.')) {
        Some(own) => format!("[{own}](#{})", own.to_lowercase()),
        None => format!("`{name}`"),
    }
}

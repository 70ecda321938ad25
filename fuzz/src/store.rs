//! What a store holds: rows that somebody changed behind the back of the archive, so that no checksum tells. The archive is
//! opened on them or refused; what is open answers and takes in, or says what is damaged.

use std::ops::ControlFlow;
use std::sync::Arc;

use onrecord::archive::store::{Memory, Store, Table, Write};
use onrecord::archive::{Archive, ArticleKey, Filter, Order, Settings, Submission, Token, reprocess};
use onrecord::article::Article;
use onrecord::statements::Cursor;

const TABLES: [Table; 4] = [Table::Meta, Table::Articles, Table::Changes, Table::Forwards];

/// The bytes are rows: the number of a table, a byte for the length of the key, two for that of the value, key and value. They
/// are written to a store that an archive was made of, and over what it wrote itself. A key or a value is tried as a token
/// and as a cursor, too.
pub fn run(mut bytes: &[u8]) -> bool {
    let store = Arc::new(Memory::default());
    let made = Archive::open(Box::new(Arc::clone(&store)), settings(), &mut |_| ());
    made.expect("an empty store becomes an archive");
    let mut keys = Vec::new();
    while let Some([table, key, high, low]) = super::take::<4>(&mut bytes) {
        let key = super::take_up_to(&mut bytes, usize::from(key)).to_owned();
        let value = super::take_up_to(&mut bytes, usize::from(u16::from_be_bytes([high, low]))).to_owned();
        for bytes in [&key, &value] {
            tokens_are_printed_as_they_were_read(bytes);
        }
        let table = TABLES[usize::from(table) % TABLES.len()];
        if table == Table::Articles {
            keys.push(key.clone());
        }
        let write = Write { table, key, value: Some(value) };
        store.commit(vec![write]).expect("memory takes all");
    }
    let opened = ask(&store, &keys);
    assert_eq!(ask(&store, &keys), opened, "an archive is opened as it was");
    let _ = take_in(&store);
    let reprocessed = reprocess(&*store, &mut |_| ()).is_ok();
    assert!(!reprocessed || ask(&store, &keys).is_some(), "what was brought up to date can be opened");
    opened.is_some()
}

fn settings() -> Settings {
    Settings { changes_kept: 8, gone_borne: 2 }
}

fn tokens_are_printed_as_they_were_read(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Some(token) = Token::parse(text) {
        assert_eq!(Token::parse(&token.to_string()), Some(token));
    }
    if let Some(cursor) = Cursor::parse(text) {
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
    }
}

/// Opens an archive and asks it for all that it has; nothing if it is refused.
fn ask(store: &Arc<Memory>, keys: &[Vec<u8>]) -> Option<Vec<String>> {
    let archive = Archive::open(Box::new(Arc::clone(store)), settings(), &mut |_| ()).ok()?;
    let mut told = Vec::new();
    for order in [Order::Newest, Order::MostReported] {
        let mut after = None;
        loop {
            let page =
                archive.list(&Filter::default(), order, after.as_ref(), 2).expect("it has not stopped");
            for listed in page.statements {
                let found = archive.statement(&listed.statement.id).expect("memory can be read");
                let found = found.expect("what is listed is there");
                assert_eq!((found.total, found.reports.len()), (listed.reports, listed.reports));
                told.push(format!("{found:?}"));
                let matches = archive.find(&listed.representative, 3).expect("it has not stopped");
                assert!(matches.iter().all(|(found, ..)| (0.0..=1.0).contains(&found.score)));
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    for key in keys {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let outlet =
            key.get(..4).map_or(0, |length| length.iter().fold(0, |n, &byte| n << 8 | usize::from(byte)));
        let (outlet, id) = key.get(4..).unwrap_or_default().split_at_checked(outlet).unwrap_or_default();
        let article = archive.article(&ArticleKey::new(&text(outlet), &text(id)));
        told.push(format!("{article:?}"));
    }
    let changes = archive.changes(&archive.token(0), usize::MAX);
    told.push(format!("{changes:?}"));
    let exported = archive.export(&mut |submission| {
        told.push(format!("{submission:?}"));
        ControlFlow::Continue(())
    });
    told.push(format!("{exported:?} {:?}", archive.counts()));
    Some(told)
}

/// Has an archive take in an article, a correction and a retraction of it.
fn take_in(store: &Arc<Memory>) -> Option<()> {
    let archive = Archive::open(Box::new(Arc::clone(store)), settings(), &mut |_| ()).ok()?;
    let article = |version, text: &str| {
        Submission::Article(Article {
            id: "a1".to_owned(),
            outlet: "Coast Daily".to_owned(),
            published: "2031-03-31".parse().expect("it is a day"),
            title: String::new(),
            text: text.to_owned(),
            language: Some("en".to_owned()),
            version,
        })
    };
    let first = "“The bridge stays open to everybody on the island,” said Ada Brenner, the mayor.";
    archive.ingest(vec![article(1, first)]).ok()?;
    archive.ingest(vec![article(2, &first.replace("open", "shut"))]).ok()?;
    archive.ingest(vec![Submission::Retraction(ArticleKey::new("Coast Daily", "a1"))]).ok()?;
    Some(())
}

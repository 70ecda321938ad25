//! Bringing a store up to date: another version of the engine finds other quotes in the same text.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::error::{ENGINE, FORMAT};
use super::opening::{self, ENGINE_KEY, FORMAT_KEY, ROWS};
use super::record::{self, Row, RowError};
use super::store::{Store, Table, Write};
use super::submission::{ArticleKey, Ready};
use super::{ArchiveError, Log};
use crate::extract::extract;

/// Finds the quotes of all articles anew, and returns how many articles there are. `progress` is told how many are done.
/// What was done stays done when it is broken off; until all are, the store cannot be opened.
///
/// The log begins anew, since what other quotes have changed is no news, and tokens of before lead nowhere.
///
/// # Errors
/// When the store fails, a row cannot be read, or the store's format is another.
pub fn reprocess(store: &dyn Store, progress: &mut dyn FnMut(usize)) -> Result<usize, ArchiveError> {
    match opening::number(store, FORMAT_KEY)? {
        None => return Ok(0),
        Some(FORMAT) => {}
        Some(found) => return Err(ArchiveError::Format { found }),
    }
    // While the rows are of two engines, the store is of none. Of two who do this to a store that they share, the later goes
    // on.
    let begun = opening::new_name();
    store.commit(vec![opening::meta(ENGINE_KEY, 0), Write { key: BEGUN_KEY.to_vec(), ..begun.clone() }])?;
    let commit = |writes| commit_if(store, &begun, writes);
    let (mut done, mut failed) = (0, None);
    let mut rows: Vec<(Vec<u8>, Vec<u8>)> = Vec::with_capacity(ROWS);
    let mut write = |rows: &mut Vec<(Vec<u8>, Vec<u8>)>| -> Result<(), ArchiveError> {
        let many = rows.len();
        let writes = std::mem::take(rows).into_par_iter().map(anew).collect::<Result<Vec<_>, _>>()?;
        commit(writes.into_iter().flatten().collect())?;
        done += many;
        progress(done);
        Ok(())
    };
    store.scan(Table::Articles, &[], &mut |key, row| {
        rows.push((key.to_vec(), row.to_vec()));
        if rows.len() == ROWS
            && let Err(error) = write(&mut rows)
        {
            failed = Some(error);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    write(&mut rows)?;
    let mut gone = Vec::new();
    for table in [Table::Changes, Table::Forwards] {
        store.scan(table, &[], &mut |key, _| {
            gone.push(Write { table, key: key.to_vec(), value: None });
            ControlFlow::Continue(())
        })?;
    }
    gone.extend(opening::log_rows(Log { last: 0, oldest: 1 }));
    gone.extend([opening::new_name(), opening::meta(ENGINE_KEY, ENGINE)]);
    gone.push(Write { table: Table::Meta, key: BEGUN_KEY.to_vec(), value: None });
    commit(gone)?;
    Ok(done)
}

/// Which run brings the store up to date.
const BEGUN_KEY: &[u8] = b"reprocessing";

/// Writes, unless another run has begun, or has ended, in the meantime.
fn commit_if(store: &dyn Store, begun: &Write, writes: Vec<Write>) -> Result<(), ArchiveError> {
    let mut turn = store.turn()?;
    let now = match &mut turn {
        Some(turn) => turn.get(Table::Meta, BEGUN_KEY)?,
        None => store.get(Table::Meta, BEGUN_KEY)?,
    };
    if now != begun.value {
        return Err(ArchiveError::Anew);
    }
    opening::commit(store, turn, writes)?;
    Ok(())
}

/// The row of an article with its quotes found anew; nothing where there is nothing to find.
fn anew((key, row): (Vec<u8>, Vec<u8>)) -> Result<Option<Write>, ArchiveError> {
    let damaged = |error| opening::row_error(&key, error);
    // A start reads the key, too.
    ArticleKey::read(&key).ok_or_else(|| damaged(RowError::Damaged))?;
    match record::read(&row).map_err(damaged)? {
        Row::Retracted => Ok(None),
        Row::Kept(kept) => {
            let row = Ready::new(&kept.0, &extract(&kept.0)).row;
            Ok(Some(Write { table: Table::Articles, key, value: Some(row) }))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::store::Memory;
    use super::super::{Archive, Settings, Submission};
    use super::*;
    use crate::article::{Article, Published};

    fn open(store: Arc<Memory>) -> Result<Archive, ArchiveError> {
        Archive::open(Box::new(store), Settings::default(), &mut |_| {})
    }

    #[test]
    fn a_store_of_another_engine_is_refused_until_it_is_up_to_date() {
        let store = Arc::new(Memory::default());
        let archive = open(Arc::clone(&store)).unwrap();
        let article = Article {
            id: "a1".to_owned(),
            outlet: "Coast Daily".to_owned(),
            published: Published::Unknown,
            title: String::new(),
            text: "“The bridge stays open until winter,” said Ada Brenner.".to_owned(),
            language: None,
            version: 0,
        };
        let receipts = archive.ingest(vec![Submission::Article(article.clone())]).unwrap();
        let token = archive.token(0);
        assert!(!archive.changes(&token, 9).unwrap().is_empty());
        drop(archive);
        // Another engine found nothing in it.
        let mut found = extract(&article);
        found.quotes.clear();
        let key = super::super::ArticleKey::new("Coast Daily", "a1").bytes();
        let row = Ready::new(&article, &found).row;
        let other =
            vec![Write { table: Table::Articles, key, value: Some(row) }, opening::meta(ENGINE_KEY, 77)];
        store.commit(other).unwrap();
        assert!(matches!(open(Arc::clone(&store)), Err(ArchiveError::Engine { found: 77 })));
        assert_eq!(reprocess(&*store, &mut |_| {}).unwrap(), 1);
        let archive = open(Arc::clone(&store)).unwrap();
        assert!(archive.statement(&receipts[0].quotes[0].statement_id).unwrap().is_some());
        assert!(matches!(archive.changes(&token, 9), Err(ArchiveError::ForeignToken)));
        assert_eq!(archive.changes(&archive.token(0), 9).unwrap(), []);
    }

    #[test]
    fn an_empty_store_and_one_of_another_format_stay_as_they_are() {
        let store = Memory::default();
        assert_eq!(reprocess(&store, &mut |_| {}).unwrap(), 0);
        store.commit(vec![opening::meta(FORMAT_KEY, 9)]).unwrap();
        assert!(matches!(reprocess(&store, &mut |_| {}), Err(ArchiveError::Format { found: 9 })));
    }

    /// Found by fuzzing: a retraction was passed over with its key unread, and the start refused what had been brought up to
    /// date.
    #[test]
    fn a_row_that_a_start_cannot_read_is_told() {
        let store = Arc::new(Memory::default());
        drop(open(Arc::clone(&store)).unwrap());
        let row = Write { table: Table::Articles, key: b"abc".to_vec(), value: Some(record::retracted()) };
        store.commit(vec![row]).unwrap();
        assert!(matches!(open(Arc::clone(&store)), Err(ArchiveError::Row { error: RowError::Damaged, .. })));
        let error = reprocess(&*store, &mut |_| {}).unwrap_err();
        assert!(matches!(error, ArchiveError::Row { error: RowError::Damaged, .. }), "{error}");
    }
}

//! Several archives on one store: each knows what the others have written before it decides or answers.
//!
//! Statements are a function of the articles that count, so archives that know the same articles give the same answers,
//! and nothing but articles need pass between them. Each commit of a [shared](super::store) store has a number, and each
//! article the number of the commit that wrote it; an archive keeps in mind which commit it knows, and reads the articles
//! of those behind it. Before it decides on a batch it has the turn to write, so that no other commit comes between what it
//! knows and what it writes.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use super::opening::{self, ROWS};
use super::store::{Moment, Rows, StoreError, Table};
use super::submission::{Prepared, What};
use super::{Archive, ArchiveError, Durable};

impl Archive {
    /// Whether others may write to its store.
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    /// Reads what others have written to the store, so that what is answered from now on holds all that was acknowledged
    /// before, by whomever. Does nothing where nobody else can write.
    ///
    /// # Errors
    /// When the store fails, a row cannot be read, another version of the engine writes to the store now, or what is known
    /// has not come from it.
    pub fn catch_up(&self) -> Result<(), ArchiveError> {
        match self.noticed(self.store.head())? {
            Some(head) if head != *self.head() => {}
            _ => return Ok(()),
        }
        let taking_in = self.taking_in.lock().map_err(|_| ArchiveError::Stopped)?;
        if let Some(mut moment) = self.noticed(self.store.moment())? {
            self.read_on(&mut *moment)?;
        }
        self.renew(&taking_in)
    }

    /// Takes in what was written up to a moment. Nothing else may be taken in meanwhile.
    pub(super) fn read_on(&self, moment: &mut dyn Moment) -> Result<(), ArchiveError> {
        let read = self.read_behind(moment);
        if let Err(ArchiveError::Anew | ArchiveError::Engine { .. } | ArchiveError::Format { .. }) = read {
            self.is_over.store(true, Ordering::Relaxed);
        }
        read
    }

    /// What the store says. That its tables are of another version now is the end, too.
    pub(super) fn noticed<T>(&self, said: Result<T, StoreError>) -> Result<T, ArchiveError> {
        match said {
            Err(StoreError::Schema { .. }) => {
                self.is_over.store(true, Ordering::Relaxed);
                Err(ArchiveError::Anew)
            }
            said => Ok(said?),
        }
    }

    fn read_behind(&self, moment: &mut dyn Moment) -> Result<(), ArchiveError> {
        let (known, head) = (*self.head(), moment.head());
        if head == known {
            return Ok(());
        }
        let get = &mut |key: &[u8]| moment.get(Table::Meta, key);
        if opening::identity(get)? != self.name {
            return Err(ArchiveError::Anew);
        }
        let log = opening::ends(get)?;
        let (mut rows, mut failed) = (Rows::with_capacity(ROWS), None);
        let visited = moment.since(known, &mut |key, row| {
            rows.push((key.to_vec(), row.to_vec()));
            if rows.len() == ROWS
                && let Err(error) = self.learn(std::mem::take(&mut rows))
            {
                failed = Some(error);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        if !visited {
            return Err(ArchiveError::Anew);
        }
        self.learn(rows)?;
        let counts = self.read()?.counts();
        *self.head() = head;
        *self.durable() = Durable { counts, log };
        self.last.send_replace(log.last);
        Ok(())
    }

    /// Takes in articles that another has written, which count since it decided so.
    fn learn(&self, rows: Rows) -> Result<(), ArchiveError> {
        let prepared = |(key, ready)| {
            let what = match ready {
                Some(ready) => What::Article(Box::new(ready)),
                None => What::Retraction,
            };
            Prepared { key, what }
        };
        let batch: Vec<Prepared> = opening::read(rows)?.into_iter().map(prepared).collect();
        // Whoever wrote them has written what happened by them, too.
        self.write()?.apply(&batch);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, OnceLock, Weak};
    use std::thread;

    use super::super::store::{Head, Shared, Store, StoreError, Turn, Visit, Write};
    use super::super::{ArticleKey, Event, Filter, Logged, Order, Outcome, Settings, Submission};
    use super::*;
    use crate::article::Article;

    fn open(store: &Arc<Shared>) -> Archive {
        Archive::open(Box::new(Arc::clone(store)), Settings::default(), &mut |_| ()).unwrap()
    }

    /// One of several outlets that report one utterance.
    fn article(outlet: usize, id: usize, version: u64) -> Article {
        Article {
            id: format!("a{id}"),
            outlet: format!("Outlet {outlet}"),
            published: "2031-05-02".parse().unwrap(),
            title: String::new(),
            text: format!(
                "“We will moor boat {id} at the northern pier tonight,” said Ada Quill. Version {version}."
            ),
            language: Some("en".to_owned()),
            version,
        }
    }

    fn sent(outlet: usize, id: usize) -> Submission {
        Submission::Article(article(outlet, id, 0))
    }

    /// All that an archive tells of its statements, and its articles.
    fn told(archive: &Archive) -> Vec<String> {
        let mut told = Vec::new();
        let each = archive.each(|reports, statement| {
            let of = |member: &crate::statements::Member| {
                let report = &reports[member.report];
                (report.outlet.clone(), report.article_id.clone(), member.alteration)
            };
            let members: Vec<_> = statement.members.iter().map(of).collect();
            told.push(format!("{} {} {members:?}", statement.id, statement.independent_reports));
            Ok::<_, ()>(())
        });
        each.unwrap().unwrap();
        told.push(format!("{:?}", archive.counts().articles));
        told
    }

    fn changes(archive: &Archive) -> Vec<Logged> {
        archive.changes(&archive.token(0), usize::MAX).unwrap()
    }

    /// Several write what is partly the same, at once, and each knows all of it in the end.
    #[test]
    fn archives_on_one_store_know_the_same() {
        let store = Arc::new(Shared::default());
        let archives = [open(&store), open(&store), open(&store)];
        thread::scope(|scope| {
            for (number, archive) in archives.iter().enumerate() {
                scope.spawn(move || {
                    for id in 0..12 {
                        let shared = Submission::Article(article(9, id, number as u64));
                        archive.ingest(vec![sent(number, id), shared]).unwrap();
                    }
                    let key = ArticleKey::new(&format!("Outlet {number}"), "a7");
                    archive.ingest(vec![Submission::Retraction(key)]).unwrap();
                });
            }
        });
        let all = (0..3).flat_map(|number| {
            let key = ArticleKey::new(&format!("Outlet {number}"), "a7");
            let articles = (0..12)
                .flat_map(move |id| [sent(number, id), Submission::Article(article(9, id, number as u64))]);
            articles.chain([Submission::Retraction(key)])
        });
        let alone = Archive::open(Box::new(Shared::default()), Settings::default(), &mut |_| ()).unwrap();
        alone.ingest(all.collect()).unwrap();
        for archive in archives.iter().chain([&open(&store)]) {
            assert_eq!(told(archive), told(&alone));
            // And they tell of one history.
            assert_eq!(changes(archive), changes(&archives[0]));
            let last = *archive.last_change().borrow();
            assert_eq!(
                changes(archive).iter().map(|change| change.sequence).collect::<Vec<_>>(),
                (1..=last).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn what_one_has_taken_in_the_other_answers_with() {
        let store = Arc::new(Shared::default());
        let (one, other) = (open(&store), open(&store));
        let receipt = one.ingest(vec![sent(1, 1)]).unwrap().remove(0);
        assert_eq!(receipt.outcome, Outcome::Added);
        let id = &receipt.quotes[0].statement_id;
        assert_eq!(other.statement(id).unwrap().unwrap().total, 1);
        assert_eq!(other.list(&Filter::default(), Order::default(), None, 9).unwrap().statements.len(), 1);
        assert!(other.article(&receipt.key).unwrap().is_some());
        // A place in the log of one is one in that of the other, whoever has written behind it.
        let place = other.list(&Filter::default(), Order::default(), None, 9).unwrap().watch;
        let second = other.ingest(vec![sent(2, 1), sent(1, 1)]).unwrap();
        assert_eq!(
            second.iter().map(|receipt| receipt.outcome).collect::<Vec<_>>(),
            [Outcome::Added, Outcome::Unchanged]
        );
        let news: Vec<Event> =
            one.changes(&place, 9).unwrap().into_iter().map(|change| change.event).collect();
        assert!(matches!(&news[..], [Event::Joined { statement, .. }] if statement == id), "{news:?}");
        // What is withdrawn is gone everywhere.
        one.ingest(vec![Submission::Retraction(receipt.key.clone())]).unwrap();
        assert_eq!(other.article(&receipt.key).unwrap(), Some(crate::archive::Archived::Retracted));
        assert_eq!(other.ingest(vec![sent(1, 1)]).unwrap()[0].outcome, Outcome::Withheld);
    }

    /// The answer got lost, not the articles.
    #[test]
    fn a_commit_of_which_nobody_learned_is_found_again() {
        let store = Arc::new(Shared::default());
        let (one, other) = (open(&store), open(&store));
        one.ingest(vec![sent(1, 1)]).unwrap();
        store.break_at_the_next();
        one.ingest(vec![sent(1, 2), sent(2, 1)]).unwrap_err();
        for archive in [&one, &other] {
            assert_eq!(archive.ingest(vec![sent(1, 2)]).unwrap()[0].outcome, Outcome::Unchanged);
        }
        assert_eq!(told(&one), told(&other));
        assert_eq!(changes(&one), changes(&other));
        assert_eq!(one.counts().articles, 3);
    }

    #[test]
    fn whoever_brings_the_store_up_to_date_stops_the_others() {
        let store = Arc::new(Shared::default());
        let archive = open(&store);
        archive.ingest(vec![sent(1, 1)]).unwrap();
        // Half way.
        let none = opening::meta(opening::ENGINE_KEY, 0);
        store.commit(vec![none]).unwrap();
        let refused = [archive.ingest(vec![sent(1, 2)]).map(drop), archive.catch_up()];
        for refused in refused {
            assert!(matches!(refused, Err(ArchiveError::Engine { found: 0 })), "{refused:?}");
        }
        assert_eq!(crate::archive::reprocess(&*store, &mut |_| ()).unwrap(), 1);
        assert!(matches!(archive.ingest(vec![sent(1, 2)]), Err(ArchiveError::Anew)));
        assert!(matches!(archive.goes_on(), Err(ArchiveError::Anew)));
        assert_eq!(open(&store).ingest(vec![sent(1, 1)]).unwrap()[0].outcome, Outcome::Unchanged);
    }

    #[test]
    fn a_row_that_another_wrote_badly_is_told_and_nothing_is_lost() {
        let store = Arc::new(Shared::default());
        let archive = open(&store);
        archive.ingest(vec![sent(1, 1)]).unwrap();
        let bad =
            Write { table: super::super::store::Table::Articles, key: b"abc".to_vec(), value: Some(vec![9]) };
        store.commit(vec![bad]).unwrap();
        assert!(matches!(archive.ingest(vec![sent(1, 2)]), Err(ArchiveError::Row { .. })));
        assert_eq!(archive.counts().articles, 1);
    }

    /// The log's end was read behind the articles once, and whoever watched from a list on missed what came between.
    #[test]
    fn what_a_list_does_not_have_is_told_to_whoever_watches_from_it_on() {
        let store = Arc::new(Shared::default());
        let (one, other) = (open(&store), open(&store));
        thread::scope(|scope| {
            let writing =
                scope.spawn(|| (0..150).for_each(|id| drop(one.ingest(vec![sent(1, id)]).unwrap())));
            while !writing.is_finished() {
                let page = other.list(&Filter::default(), Order::default(), None, 1000).unwrap();
                // Each article makes a statement, which its quote joins.
                assert!(page.watch.sequence() <= 2 * page.statements.len() as u64, "{:?}", page.watch);
            }
        });
    }

    /// Readers waited for the turn with the writer once.
    #[test]
    fn nobody_who_reads_waits_for_the_turn_to_write() {
        let store = Arc::new(Shared::default());
        let (one, other) = (open(&store), open(&store));
        other.ingest(vec![sent(1, 1)]).unwrap();
        let turn = store.turn().unwrap();
        thread::scope(|scope| {
            let writing = scope.spawn(|| one.ingest(vec![sent(1, 2)]).unwrap());
            thread::sleep(std::time::Duration::from_millis(100));
            let (tell, told) = std::sync::mpsc::channel();
            let one = &one;
            scope.spawn(move || tell.send(one.list(&Filter::default(), Order::default(), None, 9)).unwrap());
            let listed = told.recv_timeout(std::time::Duration::from_secs(20));
            drop(turn);
            assert_eq!(listed.expect("it waits for the turn").unwrap().statements.len(), 1);
            assert_eq!(writing.join().unwrap()[0].outcome, Outcome::Added);
        });
    }

    /// What is known has not come from what is there: nothing more is acknowledged on it.
    #[test]
    fn a_store_that_was_put_back_is_noticed() {
        let store = Arc::new(Shared::default());
        let (one, other) = (open(&store), open(&store));
        one.ingest(vec![sent(1, 1)]).unwrap();
        one.ingest(vec![sent(1, 2)]).unwrap();
        store.put_back();
        assert!(matches!(one.ingest(vec![sent(1, 2)]), Err(ArchiveError::Anew)));
        assert!(matches!(one.list(&Filter::default(), Order::default(), None, 9), Err(ArchiveError::Anew)));
        // Whoever knows what it was put back to goes on.
        assert_eq!(other.ingest(vec![sent(1, 2)]).unwrap()[0].outcome, Outcome::Added);
    }

    #[test]
    fn of_two_who_bring_a_store_up_to_date_the_later_goes_on() {
        let store = Arc::new(Shared::default());
        open(&store).ingest((0..3).map(|id| sent(1, id)).collect()).unwrap();
        let mut again = None;
        let first = crate::archive::reprocess(&*store, &mut |_| {
            again = Some(crate::archive::reprocess(&*store, &mut |_| ()));
        });
        assert!(matches!(first, Err(ArchiveError::Anew)), "{first:?}");
        assert_eq!(again.unwrap().unwrap(), 3);
        assert_eq!(open(&store).counts().articles, 3);
    }

    /// A store that looks, when a turn is asked for, at how much an archive has that is no more.
    #[derive(Debug)]
    struct Looking {
        store: Shared,
        archive: OnceLock<Weak<Archive>>,
        gone: Mutex<Vec<(usize, usize)>>,
    }

    impl Store for Looking {
        fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
            self.store.get(table, key)
        }

        fn scan(&self, table: Table, from: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
            self.store.scan(table, from, visit)
        }

        fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
            self.store.commit(writes)
        }

        fn head(&self) -> Result<Option<Head>, StoreError> {
            self.store.head()
        }

        fn moment(&self) -> Result<Option<Box<dyn Moment + '_>>, StoreError> {
            self.store.moment()
        }

        fn turn(&self) -> Result<Option<Box<dyn Turn + '_>>, StoreError> {
            if let Some(archive) = self.archive.get().and_then(Weak::upgrade) {
                let counts = archive.read().unwrap().counts();
                self.gone.lock().unwrap().push((counts.gone, counts.reports));
            }
            self.store.turn()
        }
    }

    /// All statements were formed anew while the others waited for their turn.
    #[test]
    fn nobody_waits_for_the_turn_of_who_forms_its_statements_anew() {
        let store =
            Arc::new(Looking { store: Shared::default(), archive: OnceLock::new(), gone: Mutex::default() });
        let settings = Settings { gone_borne: 0, ..Settings::default() };
        let archive = Arc::new(Archive::open(Box::new(Arc::clone(&store)), settings, &mut |_| ()).unwrap());
        store.archive.set(Arc::downgrade(&archive)).unwrap();
        for version in 0..9 {
            archive.ingest(vec![Submission::Article(article(1, 1, version))]).unwrap();
        }
        let gone = store.gone.lock().unwrap();
        assert_eq!(gone.len(), 9);
        assert!(gone.iter().all(|(gone, reports)| gone <= reports), "{gone:?}");
        assert!(gone.iter().any(|&(gone, _)| gone > 0), "{gone:?}");
    }
}

//! What a user of the library, the command line and the service sees; one module a subject.

mod statements;

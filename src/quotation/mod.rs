//! The quotation stage.

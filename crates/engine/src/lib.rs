//! Keep a workspace current and run the pipeline on it.

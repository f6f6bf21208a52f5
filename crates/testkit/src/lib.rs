//! Read fixtures and check expectations.

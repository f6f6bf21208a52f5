//! Say what the code says: packages, names, types we are sure of, bodies as operations.

//! Leadline's rules as pure functions.
//!
//! Everything that decides lives here: what an item is ([`wire`]), which items count ([`admit`], [`crawler`]), where
//! visitors come from ([`attribution`]), who they are ([`email`], [`suffix`]), how sure that is ([`bond`]), how a
//! visitor's state folds ([`visit`]), when a form is valid ([`form`]), what a lead is worth and why ([`score`]), how a
//! lead changes ([`lead`]), who gets it ([`assignment`]), where that is told ([`sink`]), what a site's files mean
//! ([`site`]), who may do what ([`access`]) and who did ([`trail`]), what is not well ([`status`]) or too quiet ([`silence`]). Time and randomness are arguments; there is no
//! I/O, and parsing returns a value or an error and never panics, so each rule is tested natively and runs the same in
//! the browser and on the edge.
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

extern crate alloc;

pub mod access;
pub mod account;
pub mod admit;
pub mod assignment;
pub mod attachment;
pub mod attribution;
pub mod bond;
pub mod calendar;
pub mod condition;
pub mod consent;
pub mod crawler;
pub mod csv;
pub mod difference;
pub mod email;
pub mod form;
pub mod geo;
pub mod id;
pub mod keyring;
pub mod lead;
pub mod list;
pub mod merged;
pub mod network;
pub mod outcome;
pub mod page;
pub mod parts;
pub mod phone;
pub mod queue;
pub mod route;
pub mod score;
pub mod seal;
pub mod secret;
pub mod silence;
pub mod sink;
pub mod site;
pub mod status;
pub mod suffix;
pub mod time;
pub mod trail;
pub mod visit;
pub mod wire;

//! The parts that all pages share, one file each. A part knows no slice.

pub mod avatar;
pub mod badge;
pub mod button;
pub mod chart;
pub mod dialog;
pub mod empty;
pub mod field;
pub mod form_errors;
pub mod icon;
pub mod menu;
pub mod notice;
pub mod provenance;
pub mod score;
pub mod select;
pub mod skeleton;
pub mod stepper;
pub mod table;
pub mod tabs;
pub mod theme;
pub mod time;
pub mod toast;

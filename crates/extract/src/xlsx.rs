//! Tables (ECMA-376, SpreadsheetML), a row a line, with tabs between the cells.

use std::io::{Read, Seek};

use crate::Unreadable;
use crate::office::{Package, Piece, attribute};
use crate::words::{MAX_TEXT_BYTES, Text, Words};

/// Numbers of formats that are dates in every workbook (18.8.30).
const DATE_FORMATS: [u32; 12] = [14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47];
/// Cells that stand apart by more are not kept apart by tabs.
const MOST_TABS: usize = 64;

pub(crate) fn read(source: impl Read + Seek) -> Result<Text, Unreadable> {
    let mut package = Package::open(source)?;
    let shared = shared_strings(&mut package)?;
    let dates = date_styles(&mut package)?;
    let names = sheet_names(&mut package)?;
    let mut words = Words::default();
    let sheets = package.numbered("xl/worksheets/sheet");
    let mut said = false;
    for (at, sheet) in sheets.iter().enumerate() {
        if sheets.len() > 1 {
            words.paragraph();
            words.push(&format!("# {}\n", names.get(at).map_or("", String::as_str)));
        }
        let mut cells = Cells {
            shared: &shared,
            dates: &dates,
            words: &mut words,
            cell: Cell::default(),
            column: 0,
            said: false,
        };
        package.each(sheet, |piece| cells.take(piece))?;
        said |= cells.said;
    }
    if said { Ok(words.finish()) } else { Err(Unreadable::NoWords) }
}

/// The strings that cells refer to by number. Those behind the limit of a text are not kept: no text would hold them.
fn shared_strings(package: &mut Package<impl Read + Seek>) -> Result<Vec<String>, Unreadable> {
    let (mut strings, mut current, mut in_text, mut phonetic) = (Vec::new(), String::new(), false, false);
    let mut bytes = 0;
    package.each("xl/sharedStrings.xml", |piece| {
        match piece {
            Piece::Start(tag) => match tag.local_name().as_ref() {
                "t" => in_text = true,
                // How to read what stands beside it.
                "rPh" => phonetic = true,
                _ => {}
            },
            Piece::End("t") => in_text = false,
            Piece::End("rPh") => phonetic = false,
            Piece::End("si") => {
                bytes += current.len() + size_of::<String>();
                strings.push(std::mem::take(&mut current));
            }
            Piece::Text(text) if in_text && !phonetic => current.push_str(text),
            Piece::End(_) | Piece::Text(_) => {}
        }
        bytes <= 4 * MAX_TEXT_BYTES
    })?;
    Ok(strings)
}

/// For each style of a cell, whether it shows dates.
fn date_styles(package: &mut Package<impl Read + Seek>) -> Result<Vec<bool>, Unreadable> {
    let (mut custom, mut styles, mut in_cells) = (Vec::new(), Vec::new(), false);
    package.each("xl/styles.xml", |piece| {
        match piece {
            Piece::Start(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let number = attribute(tag, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                    let code = attribute(tag, "formatCode");
                    if let (Some(number), Some(true)) = (number, code.as_deref().map(is_date)) {
                        custom.push(number);
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let number =
                        attribute(tag, "numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
                    styles.push(DATE_FORMATS.contains(&number) || custom.contains(&number));
                }
                _ => {}
            },
            Piece::End("cellXfs") => in_cells = false,
            Piece::End(_) | Piece::Text(_) => {}
        }
        styles.len() < 100_000 && custom.len() < 10_000
    })?;
    Ok(styles)
}

/// A format with letters of a date in it, outside of quotes and of colours.
fn is_date(code: &str) -> bool {
    let mut quoted = None;
    code.chars().any(|letter| match (quoted, letter) {
        (Some(end), _) if letter == end => {
            quoted = None;
            false
        }
        (Some(_), _) => false,
        (None, '"') => {
            quoted = Some('"');
            false
        }
        (None, '[') => {
            quoted = Some(']');
            false
        }
        (None, _) => matches!(letter, 'y' | 'd' | 'h' | 's' | 'Y' | 'D' | 'H'),
    })
}

fn sheet_names(package: &mut Package<impl Read + Seek>) -> Result<Vec<String>, Unreadable> {
    let mut names = Vec::new();
    package.each("xl/workbook.xml", |piece| {
        if let Piece::Start(tag) = piece
            && tag.local_name().as_ref() == "sheet"
        {
            names.push(attribute(tag, "name").unwrap_or_default());
        }
        names.len() < 10_000
    })?;
    Ok(names)
}

struct Cells<'a> {
    shared: &'a [String],
    dates: &'a [bool],
    words: &'a mut Words,
    cell: Cell,
    /// The column behind the last cell, from 0.
    column: usize,
    said: bool,
}

#[derive(Default)]
struct Cell {
    kind: String,
    style: usize,
    column: Option<usize>,
    value: String,
    in_value: bool,
}

impl Cells<'_> {
    fn take(&mut self, piece: Piece<'_>) -> bool {
        match piece {
            Piece::Start(tag) => match tag.local_name().as_ref() {
                "row" => self.column = 0,
                "c" => {
                    self.cell = Cell {
                        kind: attribute(tag, "t").unwrap_or_default(),
                        style: attribute(tag, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
                        column: attribute(tag, "r").and_then(|place| column(&place)),
                        ..Cell::default()
                    };
                }
                "v" | "t" => self.cell.in_value = true,
                _ => {}
            },
            Piece::End("v" | "t") => self.cell.in_value = false,
            Piece::End("c") => self.end_cell(),
            Piece::End("row") => self.words.line(),
            Piece::Text(text) if self.cell.in_value => self.cell.value.push_str(text),
            Piece::End(_) | Piece::Text(_) => {}
        }
        !self.words.is_full()
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        let at = cell.column.unwrap_or(self.column);
        let value = match cell.kind.as_str() {
            "s" => cell.value.trim().parse().ok().and_then(|at: usize| self.shared.get(at)).cloned(),
            "b" => Some(if cell.value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
            "" | "n" if self.dates.get(cell.style) == Some(&true) => {
                Some(date(cell.value.trim()).unwrap_or(cell.value))
            }
            _ => Some(cell.value),
        };
        let Some(value) = value.filter(|value| !value.is_empty()) else { return };
        self.said = true;
        self.words.push(&"\t".repeat(at.saturating_sub(self.column).min(MOST_TABS)));
        self.words.push(&value.replace('\n', " "));
        self.words.push("\t");
        self.column = at.saturating_add(1);
    }
}

/// The column of a place such as `AB12`, from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number =
        letters.fold(0_usize, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

/// A serial number of days since 1899-12-30 as a date, with its time where it has one (18.17.4.1).
fn date(serial: &str) -> Option<String> {
    let serial: f64 = serial.parse().ok()?;
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it lies between 0 and the year 9999")]
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
    if days == 0 {
        return Some(clock);
    }
    // From days to the civil calendar, counted from 0000-03-01 (Howard Hinnant's algorithm).
    let shifted = days + 719_468 - 25_569;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if time == 0 { date } else { format!("{date} {clock}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_dates() {
        for (serial, text) in [
            ("45000", Some("2023-03-15")),
            ("45000.75", Some("2023-03-15 18:00:00")),
            ("61", Some("1900-03-01")),
            ("0.5", Some("12:00:00")),
            ("2958465", Some("9999-12-31")),
            ("-1", None),
            ("1e300", None),
            ("NaN", None),
            ("x", None),
        ] {
            assert_eq!(date(serial).as_deref(), text, "{serial}");
        }
    }

    #[test]
    fn formats_and_places_are_read() {
        assert!(is_date("yyyy-mm-dd") && is_date("[$-409]d/m") && is_date("h:mm"));
        assert!(!is_date("0.00") && !is_date("\"days\" 0") && !is_date("[Red]0"));
        assert_eq!(["A1", "Z9", "AA1", "7", ""].map(column), [Some(0), Some(25), Some(26), None, None]);
    }
}

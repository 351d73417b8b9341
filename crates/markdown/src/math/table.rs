//! Environments of rows and columns.

use pulldown_latex::{
    Event,
    event::{ArrayColumn, ColumnAlignment, EnvironmentFlow, Grouping},
};

use super::{
    Fault,
    mathml::{Atom, Writer},
};

/// Writes the environment up to its end, which stays.
pub(super) fn write<'e>(writer: &mut Writer<'e>, environment: &'e Grouping) -> Result<(), Fault> {
    if let Grouping::Cases { left } = environment {
        writer.out.push_str("<mrow>");
        writer.fence(left.then_some('{'), "prefix");
    }
    let display = !matches!(
        environment,
        Grouping::Array(_) | Grouping::Matrix { .. } | Grouping::Cases { .. } | Grouping::SubArray { .. }
    );
    writer.out.push_str(match environment {
        Grouping::Matrix { .. } | Grouping::Array(_) => "<mtable class=\"md-matrix\">",
        Grouping::Cases { .. } => "<mtable class=\"md-cases\">",
        Grouping::SubArray { .. } => "<mtable class=\"md-stack\">",
        _ => "<mtable class=\"md-rows\" displaystyle=\"true\">",
    });
    let displaystyle = std::mem::replace(&mut writer.displaystyle, display);
    rows(writer, environment)?;
    writer.displaystyle = displaystyle;
    writer.out.push_str("</mtable>");
    if let Grouping::Cases { left } = environment {
        writer.fence((!left).then_some('}'), "postfix");
        writer.out.push_str("</mrow>");
    }
    Ok(())
}

fn rows<'e>(writer: &mut Writer<'e>, environment: &Grouping) -> Result<(), Fault> {
    let mut rule = false;
    if let Some(Event::EnvironmentFlow(EnvironmentFlow::StartLines { lines })) = writer.peek() {
        rule = !lines.is_empty();
        writer.at += 1;
    }
    let mut row = 0;
    loop {
        writer.out.push_str(if rule { "<mtr class=\"md-rule-above\">" } else { "<mtr>" });
        let mut column = 0;
        loop {
            writer.out.push_str("<mtd");
            writer.out.push_str(&cell_class(environment, row, column));
            writer.out.push('>');
            writer.before = Atom::Start;
            let from = writer.out.len();
            if writer.sequence()? != 1 {
                // A cell does not lay out its operators.
                writer.out.insert_str(from, "<mrow>");
                writer.out.push_str("</mrow>");
            }
            writer.out.push_str("</mtd>");
            match writer.peek() {
                Some(Event::EnvironmentFlow(EnvironmentFlow::Alignment)) => {
                    writer.at += 1;
                    column += 1;
                }
                _ => break,
            }
        }
        writer.out.push_str("</mtr>");
        match writer.peek() {
            Some(Event::EnvironmentFlow(EnvironmentFlow::NewLine { horizontal_lines, .. })) => {
                writer.at += 1;
                row += 1;
                rule = !horizontal_lines.is_empty();
                // A line end behind the last row makes no row of its own.
                if !rule && matches!(writer.peek(), Some(Event::End)) {
                    return Ok(());
                }
            }
            Some(Event::End) => return Ok(()),
            _ => return Err(Fault::Syntax),
        }
    }
}

fn cell_class(environment: &Grouping, row: usize, column: usize) -> String {
    let mut classes: Vec<&str> = Vec::new();
    match environment {
        Grouping::Align { .. }
        | Grouping::Aligned
        | Grouping::Alignat { .. }
        | Grouping::Alignedat { .. }
        | Grouping::Split => {
            classes.push(if column.is_multiple_of(2) { "md-right" } else { "md-left" });
            if column > 0 && column.is_multiple_of(2) {
                classes.push("md-gap");
            }
        }
        Grouping::Cases { .. } => {
            classes.push("md-left");
            if column > 0 {
                classes.push("md-gap");
            }
        }
        Grouping::Multline => classes.push(if row == 0 { "md-left" } else { "md-right" }),
        Grouping::Matrix { alignment } | Grouping::SubArray { alignment } => {
            classes.extend(aligned(*alignment));
        }
        Grouping::Array(columns) => array_cell(columns, column, &mut classes),
        Grouping::Normal
        | Grouping::LeftRight(..)
        | Grouping::Equation { .. }
        | Grouping::Gather { .. }
        | Grouping::Gathered => {}
    }
    if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) }
}

fn aligned(alignment: ColumnAlignment) -> Option<&'static str> {
    match alignment {
        ColumnAlignment::Left => Some("md-left"),
        ColumnAlignment::Center => None,
        ColumnAlignment::Right => Some("md-right"),
    }
}

/// The alignment of an array's column and the rules beside it: those behind it are its own, those at the start are the
/// first one's.
fn array_cell(columns: &[ArrayColumn], column: usize, classes: &mut Vec<&'static str>) {
    let mut seen = 0;
    let mut before_first = false;
    for item in columns {
        match item {
            ArrayColumn::Separator(_) if seen == 0 => before_first = true,
            ArrayColumn::Separator(_) if seen == column + 1 => {
                classes.push("md-rule-right");
                return;
            }
            ArrayColumn::Separator(_) => {}
            ArrayColumn::Column(alignment) => {
                if seen == column {
                    classes.extend(aligned(*alignment));
                    if column == 0 && before_first {
                        classes.push("md-rule-left");
                    }
                }
                seen += 1;
            }
        }
    }
}

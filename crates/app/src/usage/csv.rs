//! Calls as a table that spreadsheets read: RFC 4180, with a header.

use parlance_store::CallRecord;

const HEADER: &str = "time,provider,model,conversation,input_tokens,output_tokens,cached_tokens,reasoning_tokens,\
                      cost_usd,cost_source,first_token_ms,duration_ms\r\n";

pub(super) fn table(calls: &[CallRecord]) -> String {
    let mut table = HEADER.to_owned();
    for record in calls {
        let call = &record.call;
        let usage = &call.usage;
        let source = match (call.cost, usage.cost) {
            (None, _) => "",
            (Some(_), None) => "estimated",
            (Some(_), Some(_)) => "reported",
        };
        let title = record.conversation.as_ref().map(|place| place.title.as_str());
        let row = [
            record.local_time.clone(),
            text(&call.model.provider),
            text(&call.model.model),
            text(title.unwrap_or_default()),
            number(usage.input_tokens),
            number(usage.output_tokens),
            number(usage.cached_tokens),
            number(usage.reasoning_tokens),
            call.cost.map(|cost| dollars(cost.0)).unwrap_or_default(),
            source.to_owned(),
            number(call.timings.first_token_ms),
            number(call.timings.done_ms),
        ];
        table += &row.join(",");
        table += "\r\n";
    }
    table
}

/// What was not counted is empty, not 0.
fn number(count: Option<u64>) -> String {
    count.map(|count| count.to_string()).unwrap_or_default()
}

fn dollars(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

fn text(value: &str) -> String {
    // Spreadsheets run what begins so as a formula, and a title can be anybody's words.
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let value = if formula { format!("'{value}") } else { value.to_owned() };
    if value.contains([',', '"', '\r', '\n']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
}

#[cfg(test)]
mod tests {
    use parlance_domain::{ConversationId, MicroDollars, ModelRef, Timestamp, Timings, Usage};
    use parlance_store::{UsageRow, UsedIn};

    use super::*;

    fn record(title: Option<&str>, cost: Option<i64>, reported: bool) -> CallRecord {
        let cost = cost.map(MicroDollars);
        CallRecord {
            call: UsageRow {
                model: ModelRef { provider: "openai".into(), model: "gpt-6.1-sol".into() },
                usage: Usage {
                    input_tokens: Some(100),
                    output_tokens: Some(10),
                    cost: cost.filter(|_| reported),
                    ..Usage::default()
                },
                cost,
                timings: Timings { first_token_ms: Some(120), done_ms: None },
                at: Timestamp(0),
            },
            local_time: "2026-11-21 14:03:07".into(),
            conversation: title.map(|title| UsedIn {
                id: ConversationId::new(),
                title: title.into(),
                trashed: false,
            }),
        }
    }

    #[test]
    fn a_call_is_a_row_that_a_spreadsheet_reads() {
        let calls = [
            record(Some("Say \"a, b\""), Some(1_000_300), false),
            record(Some("=HYPERLINK(1)"), Some(42), true),
            record(None, None, false),
        ];
        let table = table(&calls);
        let rows: Vec<_> = table.split("\r\n").collect();
        let before = "2026-11-21 14:03:07,openai,gpt-6.1-sol,";
        assert_eq!(
            rows[1..],
            [
                &format!("{before}\"Say \"\"a, b\"\"\",100,10,,,1.000300,estimated,120,"),
                &format!("{before}'=HYPERLINK(1),100,10,,,0.000042,reported,120,"),
                &format!("{before},100,10,,,,,120,"),
                ""
            ]
        );
        assert_eq!(rows[0].split(',').count(), rows[3].split(',').count());
    }
}

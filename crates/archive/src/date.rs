use parlance_domain::Timestamp;

const DAY_MS: i64 = 86_400_000;

/// `2026-11-21T08:05:09Z`, RFC 3339 in UTC.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    let (year, month, day) = date(at.0.div_euclid(DAY_MS));
    let seconds = at.0.rem_euclid(DAY_MS) / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `2026-11-21 08:05 UTC`, for people.
pub(crate) fn minute(at: Timestamp) -> String {
    let exact = rfc3339(at);
    let (day, time) = exact.split_once('T').unwrap_or((&exact, ""));
    format!("{day} {} UTC", time.rsplit_once(':').map_or(time, |(minutes, _)| minutes))
}

/// Year, month and day of a day counted from 1970-01-01: <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.
fn date(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_calendars_have_them() {
        for (at, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_248_309_999, "2026-11-21T08:05:09Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(Timestamp(at)), text);
        }
        assert_eq!(minute(Timestamp(1_795_248_309_999)), "2026-11-21 08:05 UTC");
    }

    #[test]
    fn no_number_is_too_great() {
        for at in [i64::MIN, i64::MAX] {
            assert!(rfc3339(Timestamp(at)).ends_with('Z'));
        }
    }
}

//! How wide words are in the letters that the window draws a diagram with, so that they fit their boxes.

use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, TextMeasurementPolicy, TextMeasurementProfile,
    TextMeasurementProfileIdentity, TextStyle,
};
use unicode_width::UnicodeWidthChar as _;

/// The family that the window puts into a picture before it shows it: Inter, as everywhere in the app.
pub(crate) const FAMILY: &str = "Parlance Diagram";

/// What a letter takes that another font draws.
const OTHER: f64 = 0.65;

/// The advances of Inter in thousandths of its size, from U+0020 to U+007E and from U+00A0 to U+00FF.
#[rustfmt::skip]
const REGULAR: [u16; 191] = [
    281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360, 631, 407, 610, 618,
    646, 593, 620, 566, 619, 620, 288, 302, 662, 662, 662, 511, 966, 690, 654, 730, 722, 601, 590, 746,
    743, 269, 571, 672, 565, 903, 753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365,
    360, 365, 471, 456, 323, 562, 612, 571, 612, 583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600,
    612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426, 333, 426, 662, 281, 288, 571, 611, 725,
    550, 270, 568, 591, 914, 454, 583, 662, 0, 666, 478, 456, 662, 442, 446, 323, 586, 603, 288, 268, 304,
    482, 583, 802, 847, 882, 511, 690, 690, 690, 690, 690, 690, 994, 730, 601, 601, 601, 601, 269, 269,
    269, 269, 735, 753, 765, 765, 765, 765, 765, 662, 765, 744, 744, 744, 744, 679, 636, 616, 562, 562,
    562, 562, 562, 562, 917, 571, 583, 583, 583, 583, 242, 242, 242, 242, 583, 591, 600, 600, 600, 600,
    600, 662, 600, 591, 591, 591, 591, 562, 612, 562,
];
#[rustfmt::skip]
const BOLD: [u16; 191] = [
    237, 338, 552, 649, 655, 1016, 672, 339, 377, 377, 559, 679, 334, 468, 334, 388, 674, 431, 630, 646,
    676, 622, 649, 582, 651, 649, 334, 343, 679, 679, 679, 560, 1016, 747, 662, 740, 722, 607, 587, 750,
    747, 281, 584, 719, 565, 932, 762, 771, 648, 777, 657, 655, 667, 732, 747, 1038, 738, 731, 664, 377,
    388, 377, 487, 476, 365, 581, 630, 588, 630, 596, 398, 632, 623, 271, 271, 580, 271, 913, 623, 613,
    630, 630, 407, 560, 366, 623, 600, 850, 580, 602, 573, 469, 372, 469, 679, 237, 338, 588, 639, 762,
    570, 339, 568, 623, 914, 464, 660, 679, 0, 662, 439, 459, 679, 460, 472, 365, 628, 599, 334, 364, 333,
    490, 660, 846, 881, 920, 560, 747, 747, 747, 747, 747, 747, 1022, 740, 607, 607, 607, 607, 281, 281,
    281, 281, 760, 762, 771, 771, 771, 771, 771, 679, 771, 732, 732, 732, 732, 731, 669, 657, 581, 581,
    581, 581, 581, 581, 910, 588, 596, 596, 596, 596, 271, 271, 271, 271, 599, 623, 613, 613, 613, 613,
    613, 679, 613, 623, 623, 623, 623, 602, 630, 602,
];

fn advance(letter: char, widths: &[u16; 191]) -> f64 {
    let place = match letter {
        ' '..='~' => letter as usize - 0x20,
        '\u{a0}'..='\u{ff}' => letter as usize - 0xa0 + 95,
        _ => {
            return match letter.width() {
                Some(0) | None => 0.0,
                Some(1) => OTHER,
                Some(_) => 1.0,
            };
        }
    };
    f64::from(widths[place]) / 1000.0
}

fn is_bold(style: &TextStyle) -> bool {
    let weight = style.font_weight.as_deref().unwrap_or_default();
    weight.starts_with("bold") || weight.parse::<u16>().is_ok_and(|weight| weight >= 600)
}

fn width_px(text: &str, style: &TextStyle) -> f64 {
    let widths = if is_bold(style) { &BOLD } else { &REGULAR };
    text.chars().map(|letter| advance(letter, widths)).sum::<f64>() * style.font_size.max(1.0)
}

pub(crate) fn policy() -> TextMeasurementPolicy {
    let Ok(profile) = MeasurementProfileId::new("parlance-inter") else {
        return TextMeasurementPolicy::default();
    };
    let Ok(identity) = TextMeasurementProfileIdentity::new(profile, "1") else {
        return TextMeasurementPolicy::default();
    };
    let measurer = DeterministicTextMeasurer::default().with_width_callback(width_px);
    TextMeasurementPolicy::uniform(TextMeasurementProfile::new(identity, measurer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(text: &str, weight: Option<&str>) -> f64 {
        let style =
            TextStyle { font_size: 10.0, font_weight: weight.map(str::to_owned), ..TextStyle::default() };
        (width_px(text, &style) * 100.0).round() / 100.0
    }

    #[test]
    fn letters_are_as_wide_as_the_font_says_and_others_as_their_columns() {
        assert_eq!(width("A", None), 6.9);
        assert_eq!(width("Aü", None), 6.9 + 5.91);
        assert!(width("A b", Some("bold")) > width("A b", None));
        assert_eq!(width("A b", Some("700")), width("A b", Some("bold")));
        assert_eq!(width("ü", None), width("u", None));
        assert_eq!(width("漢字", None), 20.0);
        assert_eq!(width("e\u{301}", None), width("e", None));
    }
}

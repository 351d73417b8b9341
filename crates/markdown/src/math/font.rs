//! Letters of the mathematical alphabets (Unicode, "Mathematical Alphanumeric Symbols"). MathML Core has no attribute for them.

use pulldown_latex::event::Font;

/// `character` in `font`, or itself where the alphabet does not have it.
pub(super) fn styled(font: Font, character: char) -> char {
    exception(font, character).or_else(|| regular(font, character)).unwrap_or(character)
}

/// Places in the block whose letters Unicode has elsewhere.
fn exception(font: Font, character: char) -> Option<char> {
    let (letters, styled) = match font {
        Font::Italic => ("h", "ℎ"),
        Font::Script => ("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ"),
        Font::Fraktur => ("CHIRZ", "ℭℌℑℜℨ"),
        Font::DoubleStruck => ("CHNPQRZ", "ℂℍℕℙℚℝℤ"),
        Font::DoubleStruckItalic => ("Ddeij", "ⅅⅆⅇⅈⅉ"),
        _ => return None,
    };
    letters.chars().zip(styled.chars()).find(|(letter, _)| *letter == character).map(|(_, styled)| styled)
}

/// The alphabets are 52 letters each, then 58 Greek ones each, then ten digits each.
fn regular(font: Font, character: char) -> Option<char> {
    let (letters, greek, digits) = match font {
        Font::Bold => (0x1d400, Some(0x1d6a8), Some(0x1d7ce)),
        Font::Italic => (0x1d434, Some(0x1d6e2), None),
        Font::BoldItalic => (0x1d468, Some(0x1d71c), Some(0x1d7ce)),
        Font::Script => (0x1d49c, None, None),
        Font::BoldScript => (0x1d4d0, None, None),
        Font::Fraktur => (0x1d504, None, None),
        Font::DoubleStruck => (0x1d538, None, Some(0x1d7d8)),
        Font::BoldFraktur => (0x1d56c, None, None),
        Font::SansSerif => (0x1d5a0, None, Some(0x1d7e2)),
        Font::BoldSansSerif => (0x1d5d4, Some(0x1d756), Some(0x1d7ec)),
        Font::SansSerifItalic => (0x1d608, None, None),
        Font::SansSerifBoldItalic => (0x1d63c, Some(0x1d790), Some(0x1d7ec)),
        Font::Monospace => (0x1d670, None, Some(0x1d7f6)),
        // TeX's bold symbols: Latin and small Greek letters slanted, capitals of Greek and digits upright.
        Font::BoldSymbol => {
            let upright = character.is_ascii_digit() || ('Α'..='Ω').contains(&character);
            return regular(if upright { Font::Bold } else { Font::BoldItalic }, character);
        }
        Font::DoubleStruckItalic | Font::UpRight => return None,
    };
    let place = match character {
        'A'..='Z' => letters + (u32::from(character) - u32::from('A')),
        'a'..='z' => letters + 26 + (u32::from(character) - u32::from('a')),
        'Α'..='Ω' => greek? + (u32::from(character) - u32::from('Α')),
        '∇' => greek? + 25,
        'α'..='ω' => greek? + 26 + (u32::from(character) - u32::from('α')),
        '∂' => greek? + 51,
        'ϵ' => greek? + 52,
        'ϑ' => greek? + 53,
        'ϰ' => greek? + 54,
        'ϕ' => greek? + 55,
        'ϱ' => greek? + 56,
        'ϖ' => greek? + 57,
        '0'..='9' => digits? + (u32::from(character) - u32::from('0')),
        _ => return None,
    };
    char::from_u32(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_unicode() {
        for (font, plain, expected) in [
            (Font::Bold, "AzΑω∇∂09", "𝐀𝐳𝚨𝛚𝛁𝛛𝟎𝟗"),
            (Font::Italic, "ahzα", "𝑎ℎ𝑧𝛼"),
            (Font::DoubleStruck, "RNA1x", "ℝℕ𝔸𝟙𝕩"),
            (Font::Script, "LFAe", "ℒℱ𝒜ℯ"),
            (Font::Fraktur, "gCZ", "𝔤ℭℨ"),
            (Font::BoldSymbol, "xβΓ2", "𝒙𝜷𝚪𝟐"),
            (Font::SansSerif, "Tx1", "𝖳𝗑𝟣"),
            (Font::Monospace, "x1", "𝚡𝟷"),
            (Font::UpRight, "d+日", "d+日"),
        ] {
            let styled: String = plain.chars().map(|character| styled(font, character)).collect();
            assert_eq!(styled, expected, "{font:?}");
        }
    }
}

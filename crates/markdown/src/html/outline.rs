use pulldown_cmark::HeadingLevel;

/// The headings that the present place lies under, as a bit for each of the author's levels.
///
/// Models begin with any level and skip some. Who listens to the page hears an outline without gaps, below the heading of the
/// message; the author's level is for the eye and stays in the class.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outline(u8);

impl Outline {
    /// Goes under a heading: gives its element's name and closing tag.
    pub(super) fn enter(&mut self, level: HeadingLevel) -> (&'static str, &'static str) {
        let bit = 1_u8 << (level as u8 - 1);
        self.0 = self.0 & (bit - 1) | bit;
        match self.0.count_ones() {
            1 => ("h3", "</h3>"),
            2 => ("h4", "</h4>"),
            3 => ("h5", "</h5>"),
            _ => ("h6", "</h6>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_level_is_skipped() {
        let mut outline = Outline::default();
        let levels = [2, 4, 3, 6, 2, 1, 6, 5, 1, 2, 3, 4, 5, 6];
        let elements: Vec<_> =
            levels.map(|level| outline.enter(HeadingLevel::try_from(level).unwrap()).0).into_iter().collect();
        assert_eq!(
            elements,
            ["h3", "h4", "h4", "h5", "h3", "h3", "h4", "h4", "h3", "h4", "h5", "h6", "h6", "h6"]
        );
    }
}

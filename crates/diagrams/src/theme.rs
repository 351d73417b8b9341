//! The tones of the window's `tokens.css`, for a picture that no style sheet reaches.

use merman::svg::{HostTheme, HostThemeAppearance, PresentationError, ThemeRole};

use crate::measure::FAMILY;

/// What the picture is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Theme {
    Dark,
    Light,
    DarkContrast,
    LightContrast,
}

struct Tones {
    ground: &'static str,
    surface: &'static str,
    raised: &'static str,
    cluster: &'static str,
    text: &'static str,
    text_2: &'static str,
    border: &'static str,
    line: &'static str,
    faint: &'static str,
    notice: [&'static str; 3],
    error: &'static str,
    warn: &'static str,
    success: &'static str,
    series: [&'static str; 6],
}

const DARK: Tones = Tones {
    ground: "#0f0f0f",
    surface: "#1f1f1f",
    raised: "#2a2a2a",
    cluster: "#151515",
    text: "#ececec",
    text_2: "#a0a0a0",
    border: "#555555",
    line: "#8c8c8c",
    faint: "#3a3a3a",
    notice: ["#1d190c", "#5c4b1a", "#ffd873"],
    error: "#ff6b78",
    warn: "#ffb800",
    success: "#00d084",
    series: ["#4db4f7", "#a994ff", "#2fd69b", "#ffc233", "#ff8791", "#3ddff5"],
};

const LIGHT: Tones = Tones {
    ground: "#fafafa",
    surface: "#ffffff",
    raised: "#eeeef1",
    cluster: "#f1f1f4",
    text: "#121214",
    text_2: "#4c4d53",
    border: "#a9aab2",
    line: "#63646b",
    faint: "#cfd0d5",
    notice: ["#fff8e6", "#d9bf78", "#6b4a00"],
    error: "#c22535",
    warn: "#8a5a00",
    success: "#007a51",
    // Light enough for dark words upon them.
    series: ["#8cc8f2", "#bdb0f5", "#8ed9bd", "#f0cf85", "#f2aab1", "#92d9e8"],
};

const DARK_CONTRAST: Tones = Tones {
    ground: "#000000",
    surface: "#000000",
    raised: "#161616",
    cluster: "#000000",
    text: "#ffffff",
    text_2: "#e8e8e8",
    border: "#d6d6d6",
    line: "#e8e8e8",
    faint: "#949494",
    notice: ["#000000", "#ffd45c", "#ffd45c"],
    error: "#ffa3ab",
    warn: "#ffd45c",
    success: "#4dffad",
    series: ["#85cfff", "#cabdff", "#4dffad", "#ffd45c", "#ffa3ab", "#00e5ff"],
};

const LIGHT_CONTRAST: Tones = Tones {
    ground: "#ffffff",
    surface: "#ffffff",
    raised: "#f0f0f0",
    cluster: "#ffffff",
    text: "#000000",
    text_2: "#1f1f1f",
    border: "#1f1f1f",
    line: "#1f1f1f",
    faint: "#5c5c5c",
    notice: ["#ffffff", "#553600", "#553600"],
    error: "#8f0a19",
    warn: "#553600",
    success: "#004d2c",
    series: ["#9fd4ff", "#d3c8ff", "#9dedc9", "#ffdf8a", "#ffc2c8", "#a3ecfa"],
};

impl Theme {
    /// What other people's colours are drawn in: whoever chose them saw them on white.
    pub(crate) fn light(self) -> Self {
        match self {
            Self::Dark | Self::Light => Self::Light,
            Self::DarkContrast | Self::LightContrast => Self::LightContrast,
        }
    }

    fn is_dark(self) -> bool {
        matches!(self, Self::Dark | Self::DarkContrast)
    }

    pub(crate) fn ground(self) -> &'static str {
        self.tones().ground
    }

    fn tones(self) -> &'static Tones {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
            Self::DarkContrast => &DARK_CONTRAST,
            Self::LightContrast => &LIGHT_CONTRAST,
        }
    }

    pub(crate) fn host(self) -> Result<HostTheme, PresentationError> {
        let tones = self.tones();
        let [notice, notice_line, notice_text] = tones.notice;
        let roles = [
            (ThemeRole::Canvas, tones.ground),
            (ThemeRole::Surface, tones.surface),
            (ThemeRole::SurfaceAlt, tones.raised),
            (ThemeRole::SurfaceMuted, tones.cluster),
            (ThemeRole::Text, tones.text),
            (ThemeRole::SubtleText, tones.text_2),
            (ThemeRole::Border, tones.border),
            (ThemeRole::Line, tones.line),
            (ThemeRole::EdgeLabelBackground, tones.ground),
            (ThemeRole::ClusterBackground, tones.cluster),
            (ThemeRole::ClusterBorder, tones.faint),
            (ThemeRole::NoteBackground, notice),
            (ThemeRole::NoteBorder, notice_line),
            (ThemeRole::NoteText, notice_text),
            (ThemeRole::ActorBackground, tones.surface),
            (ThemeRole::ActorBorder, tones.border),
            (ThemeRole::ActorText, tones.text),
            (ThemeRole::ActivationBackground, tones.raised),
            (ThemeRole::ActivationBorder, tones.border),
            (ThemeRole::Error, tones.error),
            (ThemeRole::Warning, tones.warn),
            (ThemeRole::Success, tones.success),
        ];
        let appearance = if self.is_dark() { HostThemeAppearance::Dark } else { HostThemeAppearance::Light };
        let mut theme = HostTheme::new()
            .with_appearance(appearance)
            .try_with_font_family(format!("\"{FAMILY}\", Inter, system-ui, sans-serif"))?
            .try_with_font_size("14px")?
            .try_with_series_palette(tones.series)?;
        for (role, tone) in roles {
            theme = theme.try_with_role(role, tone)?;
        }
        Ok(theme)
    }
}

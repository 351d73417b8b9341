//! The names of the wire formats, as a face says them.

use parlance_ipc::WireFormat;
use parlance_llm::Wire;

pub(super) fn of_face(format: WireFormat) -> Wire {
    match format {
        WireFormat::OpenaiChat => Wire::OpenaiChat,
        WireFormat::OpenaiResponses => Wire::OpenaiResponses,
        WireFormat::AnthropicMessages => Wire::AnthropicMessages,
        WireFormat::Gemini => Wire::Gemini,
        WireFormat::OllamaChat => Wire::OllamaChat,
    }
}

pub(super) fn to_face(wire: Wire) -> WireFormat {
    match wire {
        Wire::OpenaiChat => WireFormat::OpenaiChat,
        Wire::OpenaiResponses => WireFormat::OpenaiResponses,
        Wire::AnthropicMessages => WireFormat::AnthropicMessages,
        Wire::Gemini => WireFormat::Gemini,
        Wire::OllamaChat => WireFormat::OllamaChat,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wire_has_the_same_name_in_every_crate() {
        for wire in Wire::ALL {
            assert_eq!(of_face(to_face(wire)), wire);
            assert_eq!(serde_json::to_value(to_face(wire)).unwrap(), wire.name());
            assert_eq!(serde_json::from_value::<Wire>(wire.name().into()).unwrap(), wire);
            assert_eq!(Wire::named(wire.name()), Some(wire));
        }
    }
}

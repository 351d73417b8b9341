use parlance_domain::{Omission, OmissionReason, ParameterName, Parameters, Refusal};
use parlance_llm::{ErrorKind, Fitted, Wire, refused};

use crate::{FailureKind, ProviderError};

/// The parameters of one call: what is wanted, without what the wire has not and what the model refuses.
pub(crate) struct Offer {
    wire: Wire,
    wanted: Parameters,
    fitted: Fitted,
    refused: Vec<ParameterName>,
}

impl Offer {
    pub(crate) fn new(wire: Wire, wanted: &Parameters, known: &[Refusal]) -> Self {
        let fitted = wire.fit(wanted);
        let mut offer = Self { wire, wanted: wanted.clone(), fitted, refused: Vec::new() };
        while let Some(refusal) = known.iter().find(|refusal| refusal.concerns(&offer.fitted.parameters)) {
            offer.drop(refusal.parameter);
        }
        offer
    }

    /// What goes over the wire.
    pub(crate) fn parameters(&self) -> &Parameters {
        &self.fitted.parameters
    }

    pub(crate) fn omissions(&self) -> Vec<Omission> {
        let refused = self.refused.iter();
        refused
            .map(|parameter| Omission { parameter: *parameter, reason: OmissionReason::Refused })
            .chain(self.fitted.omissions.iter().copied())
            .collect()
    }

    /// Gives up the parameter that the server complains about. Each is given up once, so this ends.
    pub(crate) fn learn(&mut self, error: &ProviderError) -> Option<Refusal> {
        // One that came in a stream has no status.
        let is_complaint = !error.after_first_token
            && error.kind == FailureKind::Api(ErrorKind::InvalidRequest)
            && matches!(error.status, None | Some(400 | 422));
        let refusal = refused(self.parameters(), error.parameter.as_deref(), &error.message)
            .filter(|_| is_complaint)?;
        self.drop(refusal.parameter);
        Some(refusal)
    }

    /// What is excluded by a parameter may go once that one does not.
    fn drop(&mut self, parameter: ParameterName) {
        self.wanted.clear(parameter);
        self.refused.push(parameter);
        self.fitted = self.wire.fit(&self.wanted);
    }
}

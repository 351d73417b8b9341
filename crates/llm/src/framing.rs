//! SSE framing. (being written)

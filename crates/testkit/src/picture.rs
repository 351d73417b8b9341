use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::json;

use crate::Response;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A PNG of this size in pixels: a sky that grows light towards the horizon.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..height {
        // No filter.
        rows.push(0);
        for x in 0..width {
            let (down, across) = (y * 255 / height, x * 60 / width);
            let pixel = [40 + down * 180 / 255, 50 + down * 90 / 255 + across / 2, 110 + across + down / 8];
            rows.extend(pixel.map(|channel| u8::try_from(channel).unwrap_or(u8::MAX)));
        }
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory has no way to fail.
    let data = encoder.write_all(&rows).and_then(|()| encoder.finish()).unwrap_or_default();
    // Eight bits a channel, red, green and blue.
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [SIGNATURE.to_vec(), chunk(*b"IHDR", &head), chunk(*b"IDAT", &data), chunk(*b"IEND", &[])].concat()
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(&kind);
    sum.update(data);
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&length[..], &kind, data, &sum.sum().to_be_bytes()].concat()
}

/// A picture as OpenAI's interface for pictures gives it.
pub fn drawn(width: u32, height: u32) -> Response {
    let usage = json!({ "input_tokens": 12, "output_tokens": 1056, "total_tokens": 1068 });
    let data = json!([{ "b64_json": STANDARD.encode(png(width, height)) }]);
    Response::json(200, json!({ "created": 1, "data": data, "usage": usage }))
}

use std::time::Duration;

use reqwest::header::{ACCEPT, LOCATION};
use reqwest::{Client, Response};
use url::Url;

use crate::address::{self, NotPublic};
use crate::client::read_capped;
use crate::image_size;
use crate::{Endpoint, HttpClient};

/// An image that a person clicked to load, or that a model made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedImage {
    pub kind: ImageType,
    pub bytes: Vec<u8>,
}

/// What an image is by its first bytes. SVG is not among them: it is a document with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageType {
    Png,
    Jpeg,
    Gif,
    Webp,
    Avif,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("Only http and https images can be loaded.")]
    Address,
    #[error("An image of another server is loaded over https alone.")]
    Insecure,
    #[error("The image's address is not on the public internet.")]
    NotPublic,
    #[error("The image moved to another host.")]
    Moved,
    #[error("The server answered with status {0}.")]
    Status(u16),
    #[error("The image is larger than 10 MB.")]
    TooLarge,
    #[error("The image has more than 64 million pixels.")]
    TooManyPixels,
    #[error("This is not a PNG, JPEG, GIF, WebP or AVIF image.")]
    NotAnImage,
    #[error("The image did not arrive in time.")]
    Timeout,
    #[error("The image could not be loaded.")]
    Network,
}

impl ImageError {
    /// Whether another attempt may go better.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Timeout | Self::Network | Self::Status(429 | 500..=599) => true,
            Self::Address
            | Self::Insecure
            | Self::NotPublic
            | Self::Moved
            | Self::Status(_)
            | Self::TooLarge
            | Self::TooManyPixels
            | Self::NotAnImage => false,
        }
    }
}

const MAX_IMAGE_BYTES: usize = 10 * 1024 * 1024;
/// Unpacked, each takes four bytes of the window's memory, however small the file is.
const MAX_PIXELS: u64 = 64_000_000;
const MAX_REDIRECTS: usize = 3;
const TIMEOUT: Duration = Duration::from_secs(20);

impl ImageType {
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
        }
    }

    /// Of a file's name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Avif => "avif",
        }
    }

    /// `None` for everything else.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => Some(Self::Avif),
            _ => None,
        }
    }

    /// Width and height in pixels of an image of this type, where its head says so.
    pub fn size(self, bytes: &[u8]) -> Option<(u32, u32)> {
        image_size::size(self, bytes)
    }
}

/// Loads an image from the public internet with nothing of the user's: no cookies, no credentials, no referrer. What the
/// server calls the bytes does not count.
pub async fn load_image(client: &HttpClient, url: &str) -> Result<LoadedImage, ImageError> {
    public(client, web_address(url)?).await
}

/// Loads an image whose address a provider gave, in the same way: over https, or from the provider's own server as it is
/// reached itself. One on this machine or in its network may also name others there.
pub(crate) async fn load_given(
    client: &HttpClient,
    endpoint: &Endpoint,
    url: &str,
) -> Result<LoadedImage, ImageError> {
    let url = web_address(url)?;
    let base = &endpoint.base_url;
    let is_own = url.host() == base.host() && (url.scheme() == base.scheme() || url.scheme() == "https");
    if !is_own && url.scheme() != "https" {
        return Err(ImageError::Insecure);
    }
    if !is_own && address::may_be_public(base) {
        return public(client, url).await;
    }
    let client = client.for_url(&url).await.map_err(|_| ImageError::Network)?;
    load(&client, url).await
}

fn web_address(text: &str) -> Result<Url, ImageError> {
    let url = Url::parse(text.trim()).map_err(|_| ImageError::Address)?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_plain || url.host().is_none() {
        return Err(ImageError::Address);
    }
    Ok(url)
}

async fn public(client: &HttpClient, url: Url) -> Result<LoadedImage, ImageError> {
    // A host that is a number is not looked up, so the resolver does not see it; redirects do not leave the host.
    if !address::may_be_public(&url) {
        return Err(ImageError::NotPublic);
    }
    let host = url.host_str().unwrap_or_default();
    let (client, _held) = client.for_images(host).await.map_err(|_| ImageError::Network)?;
    load(&client, url).await
}

async fn load(client: &Client, url: Url) -> Result<LoadedImage, ImageError> {
    tokio::time::timeout(TIMEOUT, fetch(client, url)).await.unwrap_or(Err(ImageError::Timeout))
}

async fn fetch(client: &Client, mut url: Url) -> Result<LoadedImage, ImageError> {
    for _ in 0..=MAX_REDIRECTS {
        let call =
            client.get(url.clone()).header(ACCEPT, "image/avif,image/webp,image/png,image/jpeg,image/gif");
        let response = call.send().await.map_err(|error| failure(&error))?;
        match response.status().as_u16() {
            200..=299 => return read(response).await,
            301 | 302 | 303 | 307 | 308 => {
                let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                let next = location.and_then(|to| url.join(to).ok()).ok_or(ImageError::Moved)?;
                let next = web_address(next.as_str()).map_err(|_| ImageError::Moved)?;
                if next.host() != url.host() || (url.scheme() == "https" && next.scheme() != "https") {
                    return Err(ImageError::Moved);
                }
                url = next;
            }
            status => return Err(ImageError::Status(status)),
        }
    }
    Err(ImageError::Moved)
}

async fn read(mut response: Response) -> Result<LoadedImage, ImageError> {
    if response.content_length().is_some_and(|length| length > MAX_IMAGE_BYTES as u64) {
        return Err(ImageError::TooLarge);
    }
    let (bytes, end) = read_capped(&mut response, MAX_IMAGE_BYTES + 1, TIMEOUT).await;
    end.map_err(|error| failure(&error))?;
    if bytes.len() > MAX_IMAGE_BYTES {
        return Err(ImageError::TooLarge);
    }
    let kind = ImageType::of(&bytes).ok_or(ImageError::NotAnImage)?;
    let pixels = kind.size(&bytes).map(|(width, height)| u64::from(width) * u64::from(height));
    if pixels.is_some_and(|pixels| pixels > MAX_PIXELS) {
        return Err(ImageError::TooManyPixels);
    }
    Ok(LoadedImage { kind, bytes })
}

fn failure(error: &reqwest::Error) -> ImageError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<NotPublic>() {
            return ImageError::NotPublic;
        }
        cause = inner.source();
    }
    if error.is_timeout() { ImageError::Timeout } else { ImageError::Network }
}

#[cfg(test)]
#[path = "image_tests.rs"]
mod tests;

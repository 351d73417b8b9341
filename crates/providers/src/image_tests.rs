use parlance_testkit::{Response, ScriptedServer, Step};

use super::*;
use crate::{Network, ProviderSpec, ProxyAddress, ProxyChoice};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n rest";

async fn load(url: &str) -> Result<LoadedImage, ImageError> {
    let url = web_address(url)?;
    let client = HttpClient::default().for_images("").await.unwrap().0;
    super::load(&client, url).await
}

async fn served(response: Response) -> Result<LoadedImage, ImageError> {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(response);
    load(&format!("http://{}/a.png", server.address())).await
}

#[tokio::test]
async fn an_image_is_what_its_bytes_say_and_nothing_of_the_user_goes_out() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::status(200).header("content-type", "text/html").sized_body(PNG));
    let image = load(&format!("http://{}/a?b=c", server.address())).await.unwrap();
    assert_eq!((image.kind.mime(), image.bytes.as_slice()), ("image/png", PNG));
    let request = server.request(0).await;
    assert_eq!(request.path, "/a?b=c");
    let mut names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"]);
}

#[test]
fn kinds_are_told_by_their_first_bytes() {
    let cases: [(&[u8], Option<ImageType>); 9] = [
        (PNG, Some(ImageType::Png)),
        (b"\xff\xd8\xff\xe0", Some(ImageType::Jpeg)),
        (b"GIF89a", Some(ImageType::Gif)),
        (b"RIFF\0\0\0\0WEBPVP8 ", Some(ImageType::Webp)),
        (b"\0\0\0\x20ftypavif", Some(ImageType::Avif)),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\0\0\0\x20ftypisom", None),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", None),
        (b"", None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(ImageType::of(bytes), expected, "{bytes:?}");
    }
}

#[tokio::test]
async fn what_is_no_image_is_refused() {
    let svg = Response::status(200).header("content-type", "image/png").sized_body("<svg/>");
    assert_eq!(served(svg).await, Err(ImageError::NotAnImage));
    assert_eq!(served(Response::status(404).sized_body("")).await, Err(ImageError::Status(404)));
}

#[tokio::test]
async fn more_than_ten_megabytes_are_not_read() {
    let mut body = PNG.to_vec();
    body.resize(MAX_IMAGE_BYTES + 1, 0);
    assert_eq!(served(Response::status(200).body(body.clone())).await, Err(ImageError::TooLarge));
    assert_eq!(served(Response::status(200).sized_body(body)).await, Err(ImageError::TooLarge));
}

#[tokio::test]
async fn a_small_file_of_many_pixels_is_refused() {
    let png = |width: u32, height: u32| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    };
    assert!(served(Response::status(200).sized_body(png(8_000, 8_000))).await.is_ok());
    let bomb = png(60_000, 60_000);
    assert_eq!(served(Response::status(200).sized_body(bomb)).await, Err(ImageError::TooManyPixels));
}

#[tokio::test]
async fn no_cookie_is_kept() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::redirect(302, "/b.png").header("set-cookie", "a=b; Path=/"));
    server.respond(Response::status(200).header("set-cookie", "c=d; Path=/").sized_body(PNG));
    server.respond(Response::status(200).sized_body(PNG));
    let client = HttpClient::default().for_images("").await.unwrap().0;
    for path in ["a.png", "c.png"] {
        let url = web_address(&format!("http://{}/{path}", server.address())).unwrap();
        assert!(super::load(&client, url).await.is_ok());
    }
    let names = server.requests().into_iter().flat_map(|request| request.headers).map(|(name, _)| name);
    assert_eq!(names.filter(|name| name == "cookie").count(), 0);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_redirect_stays_on_its_host() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::redirect(302, "/b.png"));
    server.respond(Response::status(200).sized_body(PNG));
    let url = format!("http://{}/a.png", server.address());
    assert!(load(&url).await.is_ok());
    assert_eq!(server.requests()[1].path, "/b.png");

    let other = format!("http://localhost:{}/b.png", server.address().port());
    assert_eq!(served(Response::redirect(302, &other)).await, Err(ImageError::Moved));
}

#[tokio::test]
async fn a_redirect_in_a_circle_ends() {
    let server = ScriptedServer::start().await.unwrap();
    server.route("/a.png", [Step::from(Response::redirect(302, "/a.png"))]);
    let url = format!("http://{}/a.png", server.address());
    assert_eq!(load(&url).await, Err(ImageError::Moved));
}

#[tokio::test]
async fn no_connection_is_made_to_what_is_not_public() {
    let server = ScriptedServer::start().await.unwrap();
    let port = server.address().port();
    let client = HttpClient::default();
    // By number in every spelling that a URL allows, and by a name that is looked up.
    for host in
        ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]", "localhost", "169.254.169.254"]
    {
        let loaded = load_image(&client, &format!("http://{host}:{port}/a.png")).await;
        assert_eq!(loaded, Err(ImageError::NotPublic), "{host}");
    }
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn only_plain_web_addresses_are_loaded() {
    for url in [
        "file:///etc/passwd",
        "data:image/png;base64,AA",
        "ftp://1.1.1.1/a.png",
        "http://user:pw@1.1.1.1/",
        "a.png",
        "",
    ] {
        assert_eq!(load_image(&HttpClient::default(), url).await, Err(ImageError::Address), "{url}");
    }
}

/// What a provider at `base_url` gave the address `url` of.
async fn given(client: &HttpClient, base_url: &str, url: &str) -> Result<LoadedImage, ImageError> {
    let spec = ProviderSpec::custom("artist", "Artist", base_url.parse().unwrap());
    load_given(client, &Endpoint::new(spec), url).await
}

#[tokio::test]
async fn a_local_provider_serves_its_own_pictures() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::status(200).sized_body(PNG));
    let url = format!("http://{}/view?file=1.png", server.address());
    let image = given(&HttpClient::default(), &server.base_url(), &url).await.unwrap();
    assert_eq!(image.bytes, PNG);
    let names: Vec<_> = server.request(0).await.headers.into_iter().map(|(name, _)| name).collect();
    assert!(!names.iter().any(|name| name == "authorization"), "{names:?}");
}

#[tokio::test]
async fn a_provider_on_the_internet_names_no_private_address_and_nothing_without_encryption() {
    let server = ScriptedServer::start().await.unwrap();
    let port = server.address().port();
    let from = async |url: String| given(&HttpClient::default(), "https://api.artist.example/v1", &url).await;
    for host in ["127.0.0.1", "localhost", "169.254.169.254", "intranet"] {
        assert_eq!(from(format!("https://{host}:{port}/a.png")).await, Err(ImageError::NotPublic), "{host}");
        assert_eq!(from(format!("http://{host}:{port}/a.png")).await, Err(ImageError::Insecure), "{host}");
    }
    assert_eq!(from("http://cdn.artist.example/a.png".into()).await, Err(ImageError::Insecure));
    assert_eq!(from("http://api.artist.example/a.png".into()).await, Err(ImageError::Insecure));
    assert_eq!(from("https://me:pw@cdn.artist.example/a.png".into()).await, Err(ImageError::Address));
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn pictures_come_through_the_users_proxy() {
    let proxy = ScriptedServer::start().await.unwrap();
    let client = HttpClient::default();
    // A proxy of one's own network has a name that is not public.
    let address = format!("http://localhost:{}", proxy.address().port());
    let own = ProxyChoice::Own(ProxyAddress::parse(&address).unwrap());
    client.reach(Network { proxy: own, ..Network::default() });
    proxy.respond(Response::status(200).sized_body(PNG));
    let image = load_image(&client, "http://pictures.far.example/a.png").await.unwrap();
    assert_eq!(image.bytes, PNG);
    assert_eq!(proxy.requests()[0].path, "http://pictures.far.example/a.png");

    let base_url = "http://models.far.example/v1";
    proxy.respond(Response::status(200).sized_body(PNG));
    assert!(given(&client, base_url, "http://models.far.example/b.png").await.is_ok());
    assert_eq!(proxy.requests()[1].path, "http://models.far.example/b.png");

    client.reach(Network { proxy: ProxyChoice::Unknown, ..Network::default() });
    let lost = load_image(&client, "http://pictures.far.example/a.png").await;
    assert_eq!(lost, Err(ImageError::Network), "nothing goes around it");
    assert_eq!(proxy.requests().len(), 2);
}

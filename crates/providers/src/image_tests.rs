use parlance_testkit::{Response, ScriptedServer, Step};

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n rest";

async fn client() -> Client {
    HttpClient::default().for_images().await.unwrap()
}

async fn served(response: Response) -> Result<LoadedImage, ImageError> {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(response);
    load(&client().await, &format!("http://{}/a.png", server.address()), |_| true).await
}

#[tokio::test]
async fn an_image_is_what_its_bytes_say_and_nothing_of_the_user_goes_out() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::status(200).header("content-type", "text/html").sized_body(PNG));
    let image = load(&client().await, &format!("http://{}/a?b=c", server.address()), |_| true).await.unwrap();
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
async fn a_redirect_stays_on_its_host() {
    let server = ScriptedServer::start().await.unwrap();
    server.respond(Response::redirect(302, "/b.png"));
    server.respond(Response::status(200).sized_body(PNG));
    let url = format!("http://{}/a.png", server.address());
    assert!(load(&client().await, &url, |_| true).await.is_ok());
    assert_eq!(server.requests()[1].path, "/b.png");

    let other = format!("http://localhost:{}/b.png", server.address().port());
    assert_eq!(served(Response::redirect(302, &other)).await, Err(ImageError::Moved));
}

#[tokio::test]
async fn a_redirect_in_a_circle_ends() {
    let server = ScriptedServer::start().await.unwrap();
    server.route("/a.png", [Step::from(Response::redirect(302, "/a.png"))]);
    let url = format!("http://{}/a.png", server.address());
    assert_eq!(load(&client().await, &url, |_| true).await, Err(ImageError::Moved));
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

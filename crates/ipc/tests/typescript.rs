use std::path::Path;

#[test]
fn committed_typescript_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/ipc/generated.ts");
    let generated = parlance_ipc::typescript::generate();
    if std::env::var_os("UPDATE_TYPES").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        committed == generated,
        "{} is stale: run `UPDATE_TYPES=1 cargo test -p parlance-ipc`",
        path.display()
    );
}

//! Files as office programs write them, made by the tests themselves.
#![allow(dead_code, reason = "each test program uses some of them")]
#![expect(clippy::unwrap_used, reason = "a sample that cannot be made is a failed test")]

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(crate) const DOCUMENT: &str = r#"<?xml version="1.0"?><w:document xmlns:w="x"><w:body>
<w:p><w:r><w:t>Tea &amp; c</w:t></w:r><w:r><w:t xml:space="preserve">ake </w:t><w:tab/><w:t>&#8364;5</w:t></w:r></w:p>
<w:p><w:del><w:r><w:t>struck</w:t></w:r></w:del><w:r><w:t>second</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"#;

pub(crate) const SHEET: &str = r#"<worksheet><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>42.5</v></c></row>
<row r="2"><c r="A2" s="1"><v>45000</v></c><c t="inlineStr"><is><t>inline</t></is></c><c t="b"><v>1</v></c></row>
</sheetData></worksheet>"#;

pub(crate) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn docx(document: &str) -> Vec<u8> {
    zipped(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", document)])
}

pub(crate) fn xlsx(sheet: &str) -> Vec<u8> {
    zipped(&[
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="Costs" sheetId="1"/></sheets></workbook>"#),
        (
            "xl/styles.xml",
            r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><r><t>sha</t></r><r><t>red</t></r><rPh><t>reading</t></rPh></si></sst>",
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

pub(crate) fn pptx(text: &str) -> Vec<u8> {
    let slide = |text: &str| format!("<p:sld><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>");
    zipped(&[
        ("ppt/slides/slide10.xml", &slide("last")),
        ("ppt/slides/slide2.xml", &slide(text)),
        ("ppt/notesSlides/notesSlide2.xml", &slide("a note")),
    ])
}

/// A PDF of one page whose content this is, with Helvetica as `F1`.
pub(crate) fn pdf(content: &str) -> Vec<u8> {
    pdf_of(content, &[])
}

/// The same with further streams, from object 6 on: what stands in their dictionaries, and their contents. `Fm1` is object 6, and
/// so on.
pub(crate) fn pdf_of(content: &str, forms: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let names: String = (1..=forms.len()).map(|n| format!("/Fm{n} {} 0 R ", n + 5)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> \
             /XObject << {names}>> >> >>"
        )
        .into_bytes(),
        stream("", content.as_bytes()),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    objects.extend(forms.iter().map(|(dictionary, content)| stream(dictionary, content)));
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        writeln!(pdf, "{} 0 obj", at + 1).unwrap();
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let start = pdf.len();
    let count = objects.len() + 1;
    writeln!(pdf, "xref\n0 {count}\n0000000000 65535 f ").unwrap();
    for place in places {
        writeln!(pdf, "{place:010} 00000 n ").unwrap();
    }
    write!(pdf, "trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").unwrap();
    pdf
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dictionary} /Length {} >>\nstream\n", content.len()).into_bytes();
    object.extend_from_slice(content);
    object.extend_from_slice(b"\nendstream");
    object
}

/// Of a form that draws this.
pub(crate) const FORM: &str = "/Type /XObject /Subtype /Form /BBox [0 0 300 300]";

pub(crate) const PDF_CONTENT: &str =
    "BT /F1 12 Tf 20 200 Td (Tea and) Tj 0 -14 Td [(ca) -20 (ke) -300 (today)] TJ T* (gr\\374n) ' ET";

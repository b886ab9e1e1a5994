"""PDF/A-3a and PDF/UA-1 in one file: the library marks one of them, the other is added here.

ISO 19005-3 (6.6.2.3) wants every property that it does not know described in the file itself, so
the mark of PDF/UA (ISO 14289-1, clause 5) comes with its extension schema.
"""

from __future__ import annotations

from typing import Any

ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END = b"</rdf:RDF>"


def mark_accessible(_document: object, pdf: Any) -> None:
    """Finish a PDF/A file (a `pydyf.PDF`): mark it PDF/UA-1 too, name each attachment once."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    [packet] = metadata.stream
    if packet.count(END) != 1:
        raise ValueError("the metadata of a PDF/A file must hold one description of itself")
    metadata.stream = [packet.replace(END, ACCESSIBLE + END)]
    # The library names an attachment twice: by its name and by its object.
    pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))

package org.synprune.browser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** The words of a PDF, sheet by sheet. */
final class PrintedPages {

  private PrintedPages() {}

  static List<String> of(Path file) throws IOException {
    List<String> sheets = new ArrayList<>();
    try (PDDocument document = Loader.loadPDF(file.toFile())) {
      for (int sheet = 1; sheet <= document.getNumberOfPages(); sheet++) {
        PDFTextStripper stripper = new PDFTextStripper();
        stripper.setLineSeparator("\n");
        stripper.setStartPage(sheet);
        stripper.setEndPage(sheet);
        sheets.add("\n" + stripper.getText(document));
      }
    }
    return sheets;
  }
}

package org.synprune.jobs.data.conf;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Tells which character sets extend ASCII. Files are split into lines and cells by their bytes, so
 * every ASCII byte has to stand for its character, and no other character may contain the bytes of
 * a line break or consist of ASCII bytes only.
 */
final class ExtendsAscii {

  private static final Set<Charset> KNOWN =
      Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1);

  private ExtendsAscii() {}

  /** Whether a character set does. */
  static boolean test(Charset charset) {
    return KNOWN.contains(charset) || (asciiIsItself(charset) && othersAreNotAscii(charset));
  }

  private static boolean asciiIsItself(Charset charset) {
    byte[] bytes = new byte[128];
    for (int b = 0; b < bytes.length; b++) {
      bytes[b] = (byte) b;
    }
    String ascii = new String(bytes, StandardCharsets.US_ASCII);
    return charset.canEncode()
        && new String(bytes, charset).equals(ascii)
        && Arrays.equals(ascii.getBytes(charset), bytes);
  }

  private static boolean othersAreNotAscii(Charset charset) {
    CharsetEncoder encoder = charset.newEncoder();
    for (char c = 128; c < Character.MIN_SURROGATE; c++) {
      String text = String.valueOf(c);
      byte[] bytes = encoder.canEncode(c) ? text.getBytes(charset) : new byte[0];
      boolean ascii = true;
      boolean breaks = false;
      for (byte b : bytes) {
        ascii &= b >= 0;
        breaks |= b == '\n' || b == '\r';
      }
      // Some sets write a yen sign as a backslash, but don't read it as one.
      if ((ascii || breaks) && new String(bytes, charset).equals(text)) {
        return false;
      }
    }
    return true;
  }
}

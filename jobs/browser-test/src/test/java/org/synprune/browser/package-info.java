/** The page {@code report.html} as a browser shows it. */
package org.synprune.browser;

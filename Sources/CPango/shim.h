// What the room Print needs of C: text set by Pango, drawn by Cairo, written as PDF.
#ifndef CPANGO_SHIM_H
#define CPANGO_SHIM_H

#include <pango/pangocairo.h>
#include <cairo-pdf.h>

// mallinfo2 is here for the tests, which count bytes.
#include <malloc.h>

#endif

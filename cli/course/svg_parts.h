// What all pictures are made of. Lengths are in pixels.
#pragma once

#include <string>
#include <string_view>

namespace elman::cli {

// The element's start, with its title.
std::string svg_begin(const std::string& id, const std::string& title, double width, double height);

// The text's line at y; anchor: "start", "middle", "end"; style: a class of assets/figure.css.
std::string svg_text(double x, double y, const std::string& text, const char* anchor = "start",
                     const char* style = "quiet");

// Of a text in the size of most, about.
double svg_width_of(std::string_view text);

// The head of the arrows of class "edge"; once in a picture.
extern const std::string_view svg_arrow_head;

}  // namespace elman::cli

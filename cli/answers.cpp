#include "cli/answers.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/show/output.h"
#include "elman/printable.h"

namespace elman::cli {
namespace {

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

std::string as_json(const std::string& text) { return printable_json(nlohmann::json(text).dump()); }

std::string as_json(const tasks::Symbols& symbols) {
  std::string list;
  for (const std::string& symbol : symbols) list += (list.empty() ? "" : ",") + as_json(symbol);
  return "[" + list + "]";
}

}  // namespace

void Answers::flush() {
  if (heard_) heard_ = write_out(text_);
  text_.clear();
}

void Answers::flush_if_long() {
  constexpr std::size_t longest = std::size_t{1} << 20;  // bytes; an alignment may be as large as the memory
  if (text_.size() > longest) flush();
}

// Text is built from text: a tree of as many numbers takes sixteen times the memory, and cannot be destroyed without
// more of it.
void append_json(const tasks::Prediction& prediction, const tasks::Output& output, std::size_t line, Answers& answers) {
  std::string& text = answers.text();
  tasks::Symbols read = prediction.source;
  tasks::Symbols written = output.symbols;
  if (!read.empty()) {
    read.emplace_back("</s>");
    if (!output.cut) written.emplace_back("</s>");
  }
  const auto out = std::back_inserter(text);
  fmt::format_to(out, R"({{"line":{},"source":{},"output":{},"text":{},"log_probability":{},)", line, as_json(read),
                 as_json(written), as_json(output.text), rounded(output.log_probability));
  if (output.confidence) fmt::format_to(out, R"("confidence":{},)", rounded(*output.confidence));
  fmt::format_to(out, R"("cut":{},"alignment":[)", output.cut);
  for (const std::vector<float>& weights : output.alignment) {
    text += &weights == &output.alignment.front() ? "[" : ",[";
    for (const float& weight : weights) {
      fmt::format_to(out, "{}{}", &weight == &weights.front() ? "" : ",", rounded(static_cast<double>(weight)));
    }
    text += "]";
    answers.flush_if_long();
  }
  text += "]}\n";
}

}  // namespace elman::cli

#include "cli/show/json_lines.h"

#include "elman/printable.h"

namespace elman::cli {

std::string json_lines(const nlohmann::ordered_json& json) {
  using Handler = nlohmann::ordered_json::error_handler_t;
  return printable_json(json.dump(2, ' ', /*ensure_ascii=*/false, Handler::replace)) + "\n";
}

}  // namespace elman::cli

#include "cli/run_log.h"

#include <fmt/core.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/show/training_plot.h"
#include "elman/error.h"
#include "elman/printable.h"
#include "elman/system/atomic_file.h"
#include "elman/system/file.h"

namespace elman::cli {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity and no NaN: these are strings.
Json number(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

std::string line_of(const Json& json) {
  return printable_json(json.dump(-1, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace

RunLog::RunLog(run::Listener& listener, std::string log_path, std::string plot_path, bool go_on)
    : listener_(listener), log_path_(std::move(log_path)), plot_path_(std::move(plot_path)), go_on_(go_on) {
  for (const std::string& path : {log_path_, plot_path_}) {
    if (path.empty()) continue;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (!folder.empty() && !system::is_there(folder.string())) system::fail_with_reason("write", path, ENOENT);
    system::require_writable(path);
  }
}

RunLog::~RunLog() {
  if (log_ != nullptr) std::fclose(log_);
}

void RunLog::on_options(const std::map<std::string, std::string>& options) {
  if (!log_path_.empty() && log_ == nullptr) {
    log_ = std::fopen(log_path_.c_str(), go_on_ ? "ae" : "we");
    if (log_ == nullptr) complain(fmt::format("cannot write: {}: {}", log_path_, std::strerror(errno)));
  }
  Json json{{"event", "begin"}, {"options", Json::object()}};
  for (const auto& [name, value] : options) json["options"][name] = value;
  write(line_of(json));
  listener_.on_options(options);
}

void RunLog::on_epoch(const train::EpochReport& report) {
  Json json{{"event", "epoch"}, {"epoch", report.epoch}, {"loss", number(report.loss)}, {"dev", Json::object()}};
  for (const train::Score& score : report.scores) json["dev"][score.name] = number(score.value);
  json["best"] = report.best;
  json["learning_rate"] = number(report.learning_rate);
  json["seconds"] = number(report.seconds);
  write(line_of(json));
  if (!epochs_.empty() && report.epoch <= epochs_.back().epoch) epochs_.clear();  // the next model of several
  epochs_.push_back(report);
  if (!plot_path_.empty()) {
    try {
      system::write_file_atomically(plot_path_, training_svg(epochs_));
    } catch (const IoError& error) {
      complain(error.what());
    }
  }
  listener_.on_epoch(report);
}

void RunLog::write(const std::string& json) {
  if (log_ == nullptr) return;
  const bool written = std::fwrite(json.data(), 1, json.size(), log_) == json.size() && std::fflush(log_) == 0;
  if (!written) complain(fmt::format("cannot write: {}: {}", log_path_, std::strerror(errno)));
}

void RunLog::complain(const std::string& reason) {
  if (!std::exchange(complained_, true)) listener_.on_notice(reason + "; training goes on");
}

}  // namespace elman::cli

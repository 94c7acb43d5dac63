#include "elman/tasks/preparation.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "elman/error.h"
#include "elman/text/unicode.h"

namespace elman::tasks {

std::string file_name_as_text(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  for (std::size_t bad = 0; (bad = text::find_invalid_utf8(name)) != std::string::npos;) name[bad] = '?';
  return name;
}

void refuse_foreign(const Settings& settings, std::string_view name, const std::string& owner,
                    const std::string& found) {
  const auto setting = settings.find(name);
  if (setting == settings.end() || setting->second.from_file) return;
  const std::string& text = setting->second.text;
  if (text == "false" || text == "none") return;  // asks for nothing
  throw UsageError(
      fmt::format("--{} belongs to {}, found {}; choose {} or leave the flag out", name, owner, found, owner));
}

void refuse_foreign_schedule(train::ScheduleKind schedule, const Settings& settings) {
  const std::string found = "schedule " + name_of(schedule);
  if (!has_warmup(schedule))
    refuse_foreign(settings, "warmup-steps", "schedule inverse-sqrt, cosine or trapezoidal", found);
  if (schedule != train::ScheduleKind::trapezoidal) {
    refuse_foreign(settings, "decay-share", "schedule trapezoidal", found);
  }
  if (schedule == train::ScheduleKind::plateau) return;
  for (const char* name : {"plateau-patience", "plateau-factor"}) {
    refuse_foreign(settings, name, "schedule plateau", found);
  }
}

void refuse_held_out_beside_dev(const DataFiles& files, const Settings& settings) {
  const auto held_out = settings.find("held-out");
  if (held_out == settings.end() || held_out->second.from_file || files.dev.empty()) return;
  throw UsageError("--held-out takes the dev set out of the training file and --dev gives one; give one of them");
}

void Preparation::fit_to_steps(std::int64_t steps_in_epoch, const Settings& settings) {
  if (training.schedule == train::ScheduleKind::trapezoidal) {
    if (!settings.contains("warmup-steps")) {
      training.warmup_steps = static_cast<int>(std::clamp<std::int64_t>(steps_in_epoch / 2, 1, 400));
    }
    return;
  }
  const std::int64_t steps = train::total_steps(training, steps_in_epoch);
  if (!settings.contains("warmup-steps")) {
    training.warmup_steps = static_cast<int>(std::clamp<std::int64_t>(steps / 20, 1, 1'000'000));
  }
  if (!settings.contains("average")) {
    training.average = std::clamp(1 - 10.0 / static_cast<double>(std::max<std::int64_t>(steps, 1)), 0.9, 0.9995);
  }
}

void Preparation::settle_without_dev(const Settings& settings) {
  const std::string found = "held-out 0";
  refuse_foreign(settings, "patience", "a dev set", found);
  if (training.schedule == train::ScheduleKind::plateau) {
    refuse_foreign(settings, "schedule", "a dev set", found);
    training.schedule = train::ScheduleKind::cosine;
  }
  training.patience = 0;
}

void Preparation::begin_from(const Model& model, const std::string& path) {
  throw UsageError(
      fmt::format("--init: {} is a model of kind {}, expected one of an encoder-decoder for task transduce; "
                  "leave --init out",
                  path, model.kind()));
}

void Preparation::learn_from(const Model& /*teacher*/, const std::string& /*path*/, const std::string& /*words*/) {
  throw UsageError("--distill belongs to task transduce; leave it out");
}

std::vector<FieldGroup> Preparation::option_groups() {
  return {{"Data", data_options()}, {"Network", network_options()}, {"Training", fields(training)}};
}

}  // namespace elman::tasks

#include "elman/fields.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "cli/flags/option_flags.h"
#include "elman/error.h"
#include "elman/io/model_file.h"
#include "elman/run/option_lists.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

enum class Colour { red, blue };
constexpr auto choices(Colour) {
  return std::array{Choice<Colour>{Colour::red, "red"}, Choice<Colour>{Colour::blue, "blue"},
                    Choice<Colour>{Colour::blue, "azure"}};
}

struct GardenOptions {
  bool watered = true;
  int rows = 3;
  std::uint64_t seed = 1;
  double distance = 0.25;
  float share = 0.5F;
  char separator = ';';
  std::string gardener = "Ada";
  Colour roses = Colour::red;
  std::optional<Colour> tulips = {};
  int helpers = 2;

  bool operator==(const GardenOptions&) const = default;
};
Fields fields(GardenOptions& garden) {
  return {{"watered", garden.watered, "water it"},
          Field("rows", garden.rows, "rows of flowers").between(1, 100'000),
          {"seed", garden.seed, "seed of everything"},
          {"distance", garden.distance, "metres between two rows"},
          Field("share", garden.share, "share that is roses").from_to_below(0, 1),
          {"separator", garden.separator, "what separates names"},
          {"gardener", garden.gardener, "who does it"},
          {"roses", garden.roses, "colour of the roses"},
          {"tulips", garden.tulips, "colour of the tulips"},
          Field("helpers", garden.helpers, "who helps").without_effect()};
}

// Every field with a value that is not its default and is hard to write.
GardenOptions another_garden() {
  return {.watered = false,
          .rows = 100'000,
          .seed = std::numeric_limits<std::uint64_t>::max(),
          .distance = 0.1 + 0.2,
          .share = 1.0F / 3,
          .separator = '|',
          .gardener = "Grace H.",
          .roses = Colour::blue,
          .tulips = Colour::red,
          .helpers = 7};
}

template <class Value>
void expect_same_bits_read_back(Value value) {
  Value read{};
  Field("value", read, "").parse("here", Field("value", value, "").text());
  EXPECT_EQ(std::memcmp(&read, &value, sizeof value), 0) << Field("value", value, "").text();
}

// What a field with such a range says of a number out of it.
std::string refusal(const Field& field) {
  return message_of<UsageError>([&] { field.check(); });
}

// ---- One field ----

TEST(Field, TextReadsBackAsTheSameBits) {
  using Double = std::numeric_limits<double>;
  using Float = std::numeric_limits<float>;
  for (const double value : {0.0, -0.0, 0.1, 1.0 / 3, 1e5, 1e22, -2.5e-7, Double::max(), Double::lowest(),
                             Double::min(), Double::denorm_min(), std::nextafter(1.0, 2.0)}) {
    expect_same_bits_read_back(value);
  }
  for (const float value : {0.0F, 0.3F, 1.0F / 3, 1e10F, Float::max(), Float::denorm_min(), std::nextafterf(1, 2)}) {
    expect_same_bits_read_back(value);
  }
  for (const int value : {0, -1, 100'000, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    expect_same_bits_read_back(value);
  }
  for (const std::uint64_t value : {std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()}) {
    expect_same_bits_read_back(value);
  }
  for (const bool value : {true, false}) expect_same_bits_read_back(value);
  for (const char value : {';', ' ', '"'}) expect_same_bits_read_back(value);
  for (const Colour value : {Colour::red, Colour::blue}) expect_same_bits_read_back(value);
}

TEST(Field, TextOfAnyFormIsItsOwnText) {
  for (const std::string value : {"", "a b", "\"quoted\"", "back\\slash", "tränen"}) {
    std::string read = "before";
    Field("name", read, "").parse("here", value);
    EXPECT_EQ(read, value);
    EXPECT_EQ(Field("name", read, "").text(), value);
  }
}

TEST(Field, AnOptionalChoiceIsAutoUntilOneIsMade) {
  std::optional<Colour> colour;
  const Field field("tulips", colour, "");
  EXPECT_EQ(field.text(), "auto");
  field.parse("here", "blue");
  EXPECT_EQ(colour, Colour::blue);
  EXPECT_EQ(field.text(), "blue");
  field.parse("here", "auto");
  EXPECT_FALSE(colour);
  EXPECT_THROW(field.parse("here", "green"), UsageError);
}

TEST(Field, ASecondNameOfAChoiceIsUnderstoodAndNeverWritten) {
  Colour colour = Colour::red;
  const Field field("roses", colour, "");
  field.parse("here", "azure");
  EXPECT_EQ(colour, Colour::blue);
  EXPECT_EQ(field.text(), "blue");
  const std::string message = message_of<UsageError>([&] { field.parse("--roses", "pink"); });
  EXPECT_EQ(message, "--roses: roses \"pink\" is not known, expected one of red, blue");
}

TEST(Field, NumbersOutOfTheirRangeAreRefusedInWords) {
  int whole = 0;
  double number = 0;
  EXPECT_EQ(refusal(Field("rows", whole, "").between(1, 100'000)), "rows is 0, expected 1 to 100000");
  EXPECT_EQ(refusal(Field("rows", whole, "").at_least(1)), "rows is 0, expected at least 1");
  EXPECT_EQ(refusal(Field("rate", number, "").more_than(0)), "rate is 0, expected more than 0");
  EXPECT_EQ(refusal(Field("rate", number, "").inside(0, 0.5)), "rate is 0, expected more than 0 and less than 0.5");
  number = 1;
  EXPECT_EQ(refusal(Field("rate", number, "").from_to_below(0, 1)), "rate is 1, expected at least 0 and less than 1");
  number = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refusal(Field("rate", number, "")), "rate is nan, expected a finite number");
  number = std::numeric_limits<double>::infinity();
  EXPECT_EQ(refusal(Field("rate", number, "").at_least(0)), "rate is inf, expected a finite number, at least 0");
}

TEST(Field, TheEdgesOfARangeBelongToItOrNotAsItsNameSays) {
  double number = 0;
  EXPECT_NO_THROW(Field("rate", number, "").at_least(0).check());
  EXPECT_NO_THROW(Field("rate", number, "").from_to_below(0, 1).check());
  EXPECT_THROW(Field("rate", number, "").inside(0, 1).check(), UsageError);
  number = 1;
  EXPECT_NO_THROW(Field("rate", number, "").between(0, 1).check());
  EXPECT_THROW(Field("rate", number, "").inside(0, 1).check(), UsageError);
}

TEST(Field, TextThatDoesNotFitSaysWhereAndWhatWasExpected) {
  GardenOptions garden;
  const auto fault = [&](std::string_view name, const std::string& text) {
    const Settings settings{{std::string(name), {.text = text, .where = "--" + std::string(name)}}};
    return message_of<UsageError>([&] { set_fields(settings, fields(garden)); });
  };
  EXPECT_EQ(fault("watered", "yes"), "--watered is \"yes\", expected true or false");
  EXPECT_EQ(fault("rows", "3.5"), "--rows is \"3.5\", expected a whole number");
  EXPECT_EQ(fault("rows", ""), "--rows is \"\", expected a whole number");
  EXPECT_EQ(fault("rows", "99999999999"),
            "--rows is \"99999999999\", expected a whole number from -2147483648 to 2147483647");
  EXPECT_EQ(fault("seed", "-1"), "--seed is \"-1\", expected a whole number");
  EXPECT_EQ(fault("distance", "far"), "--distance is \"far\", expected a number");
  EXPECT_EQ(fault("separator", ";;"), "--separator is \";;\", expected one ASCII character");
  EXPECT_EQ(garden, GardenOptions());
}

TEST(Field, TextFromAStrangerCannotReachTheTerminalsControls) {
  GardenOptions garden;
  const auto fault = [&](const std::string& text) {
    return message_of<UsageError>([&] { fields(garden)[7].parse("m", text); });
  };
  const std::string message = fault("\x1B[2J\x7F\xC2\x9B");
  EXPECT_TRUE(contains(message, "\\x1B[2J\\x7F\\u009B")) << message;
  EXPECT_LT(fault(std::string(1 << 20, 'x')).size(), 200U);
}

// ---- A struct of them ----

TEST(Fields, SettingsReachTheFieldsOfTheirNames) {
  GardenOptions garden;
  Settings settings;
  for (const FieldValue& value : values_of(another_garden())) settings[value.name] = {value.text, "there"};
  set_fields(settings, fields(garden));
  EXPECT_EQ(garden, another_garden());
  EXPECT_NE(garden, GardenOptions());
}

TEST(Fields, RangesAreCheckedTogether) {
  GardenOptions garden;
  EXPECT_NO_THROW(check_ranges(garden));
  garden.rows = 0;
  EXPECT_THROW(check_ranges(garden), UsageError);
}

// ---- Everywhere ----

TEST(AFieldAddedToAStruct, IsAFlagWithItsDefaultAndCommentInTheHelp) {
  CLI::App app;
  cli::OptionFlags flags(app);
  GardenOptions garden;
  flags.add(fields(garden), "Garden");
  const std::string help = app.help();
  EXPECT_TRUE(contains(help, "Garden:")) << help;
  for (const Field& field : fields(garden)) {
    const std::size_t line = help.find("--" + std::string(field.name()));
    ASSERT_NE(line, std::string::npos) << field.name();
    const std::string rest = help.substr(line, help.find("\n  -", line) - line);
    EXPECT_TRUE(contains(rest, field.comment())) << rest;
    EXPECT_TRUE(contains(rest, field.text())) << rest;
  }
}

TEST(AFieldAddedToAStruct, IsSetByItsFlag) {
  for (const FieldValue& wanted : values_of(another_garden())) {
    CLI::App app;
    cli::OptionFlags flags(app);
    GardenOptions garden;
    flags.add(fields(garden), "Garden");
    const std::string flag = "--" + wanted.name;
    if (wanted.type == FieldType::flag) {
      app.parse(wanted.text == "true" ? flag : "--no-" + wanted.name);
    } else {
      app.parse(std::vector<std::string>{wanted.text, flag});  // the last comes first
    }
    set_fields(flags.settings(), fields(garden));
    const std::vector<FieldValue> before = values_of(GardenOptions());
    const std::vector<FieldValue> after = values_of(garden);
    for (std::size_t i = 0; i < after.size(); ++i) {
      EXPECT_EQ(after[i], after[i].name == wanted.name ? wanted : before[i]) << flag;
    }
  }
}

TEST(AFieldAddedToAStruct, GoesIntoAConfigurationFileAndBack) {
  const TemporaryFolder folder;
  for (const char* gardener : {"Grace H.", "\"G\"", "back\\slash", "it's", "[a]", "a,b", ""}) {
    GardenOptions written = another_garden();
    written.gardener = gardener;
    const std::string lines = run::configuration_lines(fields(written));
    for (const Field& field : fields(written)) {
      EXPECT_TRUE(contains(lines, std::string("# ") + field.comment() + "\n")) << field.name();
    }
    CLI::App app;
    cli::OptionFlags flags(app);
    GardenOptions read{.gardener = ""};
    flags.add(fields(read), "Garden");
    flags.read_config(folder.put("garden.toml", lines));
    set_fields(flags.settings(), fields(read));
    EXPECT_EQ(read, written) << lines;
  }
}

TEST(AFieldAddedToAStruct, IsNotReadFromATextThatTheParserCuts) {
  const TemporaryFolder folder;
  CLI::App app;
  cli::OptionFlags flags(app);
  GardenOptions garden;
  flags.add(fields(garden), "Garden");
  const std::string path = folder.put("garden.toml", "rows = 4\ngardener = \"Ada # Lovelace\"\n");
  const std::string message = message_of<UsageError>([&] { flags.read_config(path); });
  EXPECT_TRUE(message.starts_with(path + ":2: ")) << message;
}

TEST(AFieldAddedToAStruct, IsNamedWithTheLineOfTheFileThatIsWrong) {
  const TemporaryFolder folder;
  CLI::App app;
  cli::OptionFlags flags(app);
  GardenOptions garden;
  flags.add(fields(garden), "Garden");
  const std::string path = folder.put("garden.toml", "# mine\nrows = 4\nroses = \"pink\"\n");
  flags.read_config(path);
  const std::string message = message_of<UsageError>([&] { set_fields(flags.settings(), fields(garden)); });
  EXPECT_TRUE(message.starts_with(path + ":3: roses")) << message;
}

TEST(AFieldAddedToAStruct, GoesIntoAModelFileAndBack) {
  const TemporaryFolder folder;
  io::ModelDescription description{.kind = "garden", .sections = {}, .provenance = {}};
  description.sections.push_back({.name = "options", .values = values_of(another_garden())});
  io::write_model_file(folder.path("m"), description, {});
  const io::ModelFile file = io::ModelFile::open(folder.path("m"));
  GardenOptions read;
  file.read("options", fields(read));
  EXPECT_EQ(read, another_garden());
}

TEST(AFieldAddedToAStruct, IsWhatACheckpointComparesUnlessItHasNoEffect) {
  GardenOptions garden = another_garden();
  const auto texts = run::texts_with_effect(fields(garden), "--");
  for (const Field& field : fields(garden)) {
    const auto found = texts.find("--" + std::string(field.name()));
    ASSERT_EQ(found != texts.end(), field.has_effect()) << field.name();
    if (field.has_effect()) {
      EXPECT_EQ(found->second, field.text());
    }
  }
  EXPECT_FALSE(texts.contains("--helpers"));
}

}  // namespace
}  // namespace elman::test

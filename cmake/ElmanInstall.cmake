# cmake --install: the program, libelman.a, the headers in their rooms, and what find_package(elman) reads.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(ELMAN_CONFIG_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/elman")

install(TARGETS elman_core EXPORT elmanTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(TARGET elman)
  install(TARGETS elman RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/elman" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.h" PATTERN "*-inl.h" EXCLUDE PATTERN "*dispatch.h" EXCLUDE
        PATTERN "*_parts.h" EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

install(EXPORT elmanTargets NAMESPACE elman:: DESTINATION "${ELMAN_CONFIG_DIR}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/elmanConfig.cmake.in" elmanConfig.cmake
                              INSTALL_DESTINATION "${ELMAN_CONFIG_DIR}")
write_basic_package_version_file(elmanConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/elmanConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/elmanConfigVersion.cmake"
        DESTINATION "${ELMAN_CONFIG_DIR}")

# Zeppelin itself runs on the JDK of its image, which is too old for spark-distill.
export JAVA_HOME=/opt/java/openjdk
